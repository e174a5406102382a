package bottest

import (
	"errors"
	"reflect"
	"testing"
	"time"

	"countersign/bot"
)

func autonomyPromises() map[string]func(*testing.T, OpenStore) {
	return map[string]func(*testing.T, OpenStore){
		"TopicWithoutAStandingIsInCoPilot":        standingDefault,
		"StandingComesBackWholeAfterARestart":     standingWhole,
		"StandingUpdateWantsTheLoadedVersion":     standingCompareAndSet,
		"StandingAndItsEventAreOneStep":           standingRollsBack,
		"AutomaticAnswerIsFoundByWhoeverAsks":     autoFilters,
		"AutomaticAnswerKeepsItsSampleWhenJudged": autoReviewed,
	}
}

func standing(topic string) bot.Standing {
	return bot.Standing{Topic: topic, State: bot.Granted, Since: start, Start: start, Cause: "signed", Pooled: []string{topic, "keys"},
		Grant: &bot.Grant{ID: "G1", By: bot.Person{ID: "U1", Name: "Priya"}, At: start, Until: start.Add(time.Hour),
			Policy: bot.Policy{Model: "offline/quote", Prompt: "p1", Rules: "r1"}, Pages: map[string]string{"hours.md": "aa"},
			Evidence: bot.Evidence{Look: 30, K: 0, N: 80, Bound: .0498, Cases: []int64{1, 2}}},
		Paused: &bot.Pause{By: "Tom", At: start}}
}

func standingDefault(t *testing.T, open OpenStore) {
	s, _ := open(t)
	write(t, s, func(tx bot.Tx) error {
		got, err := tx.Standing("keys")
		if err != nil || got.State != bot.CoPilot || got.Topic != "keys" || got.Version != 0 {
			t.Errorf("Standing(keys) of an empty store: got %+v and error %v", got, err)
		}
		return err
	})
}

func standingWhole(t *testing.T, open OpenStore) {
	s, reopen := open(t)
	want := standing("opening_hours")
	write(t, s, func(tx bot.Tx) error { return tx.SetStanding(&want) })
	s = reopen()
	all, err := s.Standings(t.Context())
	if err != nil || len(all) != 1 || !reflect.DeepEqual(all[0], want) {
		t.Errorf("Standings: got %+v and error %v, want %+v", all, err, want)
	}
	write(t, s, func(tx bot.Tx) error {
		got, err := tx.Standing("opening_hours")
		if err != nil || !reflect.DeepEqual(got, want) {
			t.Errorf("Standing: got %+v and error %v, want %+v", got, err, want)
		}
		return err
	})
}

func standingCompareAndSet(t *testing.T, open OpenStore) {
	s, _ := open(t)
	first := standing("keys")
	write(t, s, func(tx bot.Tx) error { return tx.SetStanding(&first) })
	old := first
	write(t, s, func(tx bot.Tx) error { return tx.SetStanding(&first) })
	for name, late := range map[string]bot.Standing{"an older version": old, "a new one": standing("keys")} {
		err := s.Write(t.Context(), func(tx bot.Tx) error { return tx.SetStanding(&late) })
		if !errors.Is(err, bot.ErrConflict) {
			t.Errorf("SetStanding of %s: got error %v, want ErrConflict", name, err)
		}
	}
}

func standingRollsBack(t *testing.T, open OpenStore) {
	s, _ := open(t)
	gone := standing("keys")
	boom := errors.New("boom")
	err := s.Write(t.Context(), func(tx bot.Tx) error {
		if err := tx.SetStanding(&gone); err != nil {
			return err
		}
		return boom
	})
	all, errRead := s.Standings(t.Context())
	if !errors.Is(err, boom) || errRead != nil || len(all) != 0 || gone.Version != 0 {
		t.Errorf("after a failed step: got standings %+v, version %d, errors %v and %v, want none", all, gone.Version, err, errRead)
	}
}

func autos() []bot.AutoAnswer {
	return []bot.AutoAnswer{
		{Case: 1, Draft: 1, Topic: "keys", Grant: "G1", Account: "acme", At: start, Sampled: true},
		{Case: 2, Draft: 1, Topic: "keys", Grant: "G1", Account: "bright", At: start.Add(time.Minute)},
		{Case: 2, Draft: 2, Topic: "documents", Grant: "G2", Account: "bright", At: start.Add(2 * time.Minute)},
	}
}

func noteAutos(t *testing.T, s bot.Store, all ...bot.AutoAnswer) {
	t.Helper()
	write(t, s, func(tx bot.Tx) error {
		for _, a := range all {
			if err := tx.NoteAuto(a); err != nil {
				return err
			}
		}
		return nil
	})
}

func autoFilters(t *testing.T, open OpenStore) {
	s, _ := open(t)
	all := autos()
	noteAutos(t, s, all...)
	for name, c := range map[string]struct {
		f    bot.AutoFilter
		want []bot.AutoAnswer
	}{
		"all": {bot.AutoFilter{}, all}, "of a case": {bot.AutoFilter{Case: 2}, all[1:]}, "of a topic": {bot.AutoFilter{Topic: "documents"}, all[2:]},
		"of a grant": {bot.AutoFilter{Grant: "G1"}, all[:2]}, "of an account": {bot.AutoFilter{Account: "acme"}, all[:1]},
		"since": {bot.AutoFilter{Since: start.Add(time.Minute)}, all[1:]}, "none": {bot.AutoFilter{Account: "nobody"}, nil},
	} {
		got, err := s.AutoAnswers(t.Context(), c.f)
		if err != nil || !reflect.DeepEqual(got, c.want) {
			t.Errorf("AutoAnswers %s: got %+v and error %v, want %+v", name, got, err, c.want)
		}
	}
}

func autoReviewed(t *testing.T, open OpenStore) {
	s, _ := open(t)
	a := autos()[0]
	noteAutos(t, s, a)
	a.Sent, a.Review, a.Reviewed = true, bot.ReviewGood, start.Add(time.Hour)
	noteAutos(t, s, a)
	write(t, s, func(tx bot.Tx) error {
		got, err := tx.AutoAnswers(bot.AutoFilter{Case: 1})
		if err != nil || len(got) != 1 || !reflect.DeepEqual(got[0], a) {
			t.Errorf("AutoAnswers: got %+v and error %v, want %+v", got, err, a)
		}
		return err
	})
}
