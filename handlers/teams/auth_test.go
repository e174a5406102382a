package teams

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"countersign/bot"
)

// unsigned puts a token together whose signature is no RSA one.
func unsigned(header map[string]any, claims map[string]any, signature func(input string) []byte) string {
	part := func(v any) string {
		raw, _ := json.Marshal(v)
		return base64.RawURLEncoding.EncodeToString(raw)
	}
	input := part(header) + "." + part(claims)
	return input + "." + base64.RawURLEncoding.EncodeToString(signature(input))
}

// Point 1, and the forged tokens of the development data.
func TestOnlyTokensOfTheBotFrameworkForThisAppAreLetIn(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	f := r.teams
	now := time.Now()
	good := func(more map[string]any) string { return f.token("key-1", claimsOf(f.serviceURL(), more)) }
	nothing := func(string) []byte { return []byte("x") }
	for name, tc := range map[string]struct {
		header string
		want   int
	}{
		"good":                      {"Bearer " + good(nil), 200},
		"4 minutes past its end":    {"Bearer " + good(map[string]any{"exp": now.Add(-4 * time.Minute).Unix()}), 200},
		"4 minutes before its time": {"Bearer " + good(map[string]any{"nbf": now.Add(4 * time.Minute).Unix()}), 200},
		"audience as a list of one": {"Bearer " + good(map[string]any{"aud": []string{appID}}), 200},
		"no header":                 {"", 401},
		"no token":                  {"Bearer ", 401},
		"no scheme":                 {good(nil), 401},
		"another scheme":            {"Basic " + good(nil), 401},
		"one letter":                {"x", 401},
		"no token at all":           {"Bearer not.a.token", 401},
		"bad signature":             {"Bearer " + good(nil)[:len(good(nil))-6] + "AAAAAA", 401},
		"another key, our kid":      {"Bearer " + signedWith(t, otherKey, "key-1", claimsOf(f.serviceURL(), nil)), 401},
		"unknown kid":               {"Bearer " + signedWith(t, otherKey, "key-9", claimsOf(f.serviceURL(), nil)), 401},
		"no kid":                    {"Bearer " + signedWith(t, oneKey, "", claimsOf(f.serviceURL(), nil)), 401},
		"wrong issuer":              {"Bearer " + good(map[string]any{"iss": "https://sts.windows.net/x/"}), 401},
		"no issuer":                 {"Bearer " + good(map[string]any{"iss": nil}), 401},
		"issuer as a list":          {"Bearer " + good(map[string]any{"iss": []string{issuer}}), 401},
		"wrong audience":            {"Bearer " + good(map[string]any{"aud": "another-app"}), 401},
		"no audience":               {"Bearer " + good(map[string]any{"aud": nil}), 401},
		"two audiences":             {"Bearer " + good(map[string]any{"aud": []string{appID, "another"}}), 401},
		"audience as a number":      {"Bearer " + good(map[string]any{"aud": 7}), 401},
		"expired":                   {"Bearer " + good(map[string]any{"exp": now.Add(-6 * time.Minute).Unix()}), 401},
		"no end":                    {"Bearer " + good(map[string]any{"exp": nil}), 401},
		"end as a text":             {"Bearer " + good(map[string]any{"exp": "tomorrow"}), 401},
		"not yet":                   {"Bearer " + good(map[string]any{"nbf": now.Add(6 * time.Minute).Unix()}), 401},
		"issued in the future":      {"Bearer " + good(map[string]any{"iat": now.Add(6 * time.Minute).Unix()}), 401},
		"no service url":            {"Bearer " + good(map[string]any{"serviceurl": nil}), 401},
		"service url as a list":     {"Bearer " + good(map[string]any{"serviceurl": []string{f.serviceURL()}}), 401},
		"alg none":                  {"Bearer " + unsigned(map[string]any{"alg": "none", "typ": "JWT", "kid": "key-1"}, claimsOf(f.serviceURL(), nil), nothing), 401},
		"alg HS256 with the public key": {"Bearer " + unsigned(map[string]any{"alg": "HS256", "kid": "key-1"}, claimsOf(f.serviceURL(), nil), func(input string) []byte {
			mac := hmac.New(sha256.New, oneKey.N.Bytes())
			mac.Write([]byte(input))
			return mac.Sum(nil)
		}), 401},
		"another service url": {"Bearer " + good(map[string]any{"serviceurl": strings.TrimSuffix(f.serviceURL(), "/")}), 403},
	} {
		w := r.sendAs(f.says(clientPlace, cleo, "Hello "+name, "", nil), tc.header)
		if w.Code != tc.want {
			t.Errorf("%s: status %d, want %d", name, w.Code, tc.want)
		}
		if body := strings.TrimSpace(w.Body.String()); w.Code != 200 && body != http.StatusText(tc.want) {
			t.Errorf("%s: the answer says %q", name, body)
		}
	}
	if n := r.cases(); n != 4 {
		t.Errorf("%d cases, want the 4 of the good tokens", n)
	}
	if !strings.Contains(r.logs.String(), "reason=expired") || strings.Contains(r.logs.String(), good(nil)[:40]) {
		t.Errorf("the log does not say why, or repeats a token:\n%s", r.logs)
	}
}

func TestWithoutAnyKeysADeliveryIsAskedForAgain(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	f.until("metadata", "503")
	c, err := NewClient(testOptions(f), appSecret, Deps{Record: noRecord{}, Directory: noDirectory{}}, quietLog())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	l := NewListener(c, nil, quietLog())
	raw, _ := json.Marshal(f.says(clientPlace, cleo, "Hello", "", nil))
	for range 5 {
		req := httptest.NewRequest(http.MethodPost, MessagesPath, bytes.NewReader(raw))
		req.Header.Set("Authorization", "Bearer "+f.token("key-1", claimsOf(f.serviceURL(), nil)))
		w := httptest.NewRecorder()
		l.Handler().ServeHTTP(w, req)
		if w.Code != http.StatusServiceUnavailable {
			t.Errorf("status %d, want 503: Teams will deliver again", w.Code)
		}
	}
	if n := f.outbound(); n != 1 {
		t.Errorf("%d calls while the issuer is down, want 1", n)
	}
}

// Point 3.
func TestWithoutAnAppIDTheAdapterRefusesToStart(t *testing.T) {
	t.Parallel()
	f := newFake(t)
	for name, tc := range map[string]struct {
		set    func(o *Options)
		secret Secret
		want   string
	}{
		"no app id":               {func(o *Options) { o.AppID = "" }, appSecret, "app_id is missing"},
		"no secret":               {func(*Options) {}, " ", "TEAMS_APP_PASSWORD is not set"},
		"any tenant":              {func(o *Options) { o.Tenant = "common" }, appSecret, "tenant"},
		"no tenant":               {func(o *Options) { o.Tenant = "" }, appSecret, "tenant"},
		"no approvers":            {func(o *Options) { o.Approvers = nil }, appSecret, "approvers is empty"},
		"no staff place":          {func(o *Options) { o.StaffConversation = "" }, appSecret, "staff_conversation"},
		"a thread":                {func(o *Options) { o.StaffConversation = staffChannel + ";messageid=1" }, appSecret, "names one thread"},
		"plain metadata":          {func(o *Options) { o.OpenIDMetadataURL = "http://keys.example/" }, appSecret, "openid_metadata_url"},
		"plain token":             {func(o *Options) { o.TokenURL = "http://login.example/token" }, appSecret, "token_url"},
		"a host as url":           {func(o *Options) { o.ServiceHosts = []string{"https://smba.example/"} }, appSecret, "service_hosts[0]"},
		"off":                     {func(o *Options) { o.Listen = "" }, appSecret, "Teams is off"},
		"open door, open network": {func(o *Options) { o.Insecure, o.Listen = true, "0.0.0.0:3978" }, "", "other machines"},
		"open door, other hosts":  {func(o *Options) { o.Insecure, o.ServiceHosts = true, []string{"smba.example"} }, "", "this one only"},
	} {
		o := testOptions(f)
		tc.set(&o)
		_, err := NewClient(o, tc.secret, Deps{Record: noRecord{}, Directory: noDirectory{}}, quietLog())
		if err == nil || !strings.Contains(err.Error(), tc.want) {
			t.Errorf("%s: %v, want an error with %q", name, err, tc.want)
		}
		if err != nil && strings.Contains(err.Error(), appSecret) {
			t.Errorf("%s: the error holds the secret", name)
		}
	}
}

func TestThePlaygroundNeedsNoTokenAndTakesOnlyWhatIsOfThisMachine(t *testing.T) {
	t.Parallel()
	r := newRig(t, func(o *Options, _ *Deps) { o.Insecure, o.AppID = true, "" })
	if w := r.sendAs(r.teams.says(clientPlace, cleo, "When are you open?", "", nil), ""); w.Code != 200 {
		t.Errorf("without a header: %d, want 200", w.Code)
	}
	for _, foreign := range []string{"https://smba.trafficmanager.net/emea/", "http://192.0.2.7/", ""} {
		if w := r.sendAs(r.teams.says(clientPlace, cleo, "Hello", "", map[string]any{"serviceUrl": foreign}), ""); w.Code != 403 {
			t.Errorf("service url %q: %d, want 403", foreign, w.Code)
		}
	}
	if w := r.sendRaw(nil, ""); w.Code != 400 {
		t.Errorf("the playground's empty first request: %d, want 400", w.Code)
	}
	if !strings.Contains(r.logs.String(), "TOKENS ARE NOT CHECKED") {
		t.Error("the log does not say that tokens are not checked")
	}
	k := r.caseOf(fmt.Sprint(r.load(1).Thread), bot.StateInReview)
	r.pressed(r.press(priya, k, "approve", nil))
	r.state(k.ID, bot.StateAnswered)
	for _, c := range r.teams.called("post") {
		if c.auth != "" {
			t.Errorf("a call to the playground carried %q", c.auth)
		}
	}
}

// Point 4.
func TestTheTokenGoesToListedHostsOnly(t *testing.T) {
	t.Parallel()
	h := hosts{listed: []string{"smba.trafficmanager.net", "127.0.0.1:4000", "localhost"}}
	for raw, want := range map[string]bool{
		"https://smba.trafficmanager.net/emea/": true, "https://SMBA.trafficmanager.net/emea/tenant/": true, "https://smba.trafficmanager.net:443/": true,
		"https://smba.trafficmanager.net:8443/": false, "http://smba.trafficmanager.net/": false, "https://smba.trafficmanager.net.evil.example/": false,
		"https://evil.example/smba.trafficmanager.net": false, "https://smba.trafficmanager.net@evil.example/": false, "https://user@smba.trafficmanager.net/": false,
		"http://127.0.0.1:4000/x": true, "http://127.0.0.1:4001/": false, "http://localhost:56150/_connector": true, "http://[::1]/": false,
		"https://smba.trafficmanager.net/?to=evil": false, "https://smba.trafficmanager.net/../x": false, "ftp://localhost/": false, "": false, "//localhost/": false, "https:///": false,
	} {
		if _, err := h.check(raw); (err == nil) != want {
			t.Errorf("%q: %v, want allowed %v", raw, err, want)
		}
	}
}

func TestAServiceURLThatIsNotListedIsRefusedOnReceiptAndOnRecall(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	k := r.asks("When are you open?")
	evil := newFake(t)
	a := r.teams.says(clientPlace, cleo, "Hello", "", map[string]any{"serviceUrl": evil.serviceURL()})
	if w := r.send(a); w.Code != 403 {
		t.Errorf("status %d, want 403", w.Code)
	}
	bad := place{Channel: clientPlace, ServiceURL: evil.serviceURL(), Kind: inChannel}
	if err := r.pilot.Note(t.Context(), bad.note()); err != nil {
		t.Fatal(err)
	}
	r.stop()
	r.start()
	r.pressed(r.press(priya, k, "approve", nil))
	r.state(k.ID, bot.StateAnswered)
	r.wantAnswers(draftText)
	if n := evil.outbound(); n != 0 {
		t.Errorf("%d calls went to the other host", n)
	}
}

func TestARedirectTakesNoTokenElsewhere(t *testing.T) {
	t.Parallel()
	evil := newFake(t)
	bounce := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, req *http.Request) {
		w.Header().Set("Location", evil.server.URL+req.URL.Path)
		w.WriteHeader(http.StatusTemporaryRedirect)
	}))
	t.Cleanup(bounce.Close)
	f := newFake(t)
	o := testOptions(f)
	o.ServiceHosts = []string{strings.TrimPrefix(bounce.URL, "http://")}
	c, err := NewClient(o, appSecret, Deps{Record: noRecord{}, Directory: noDirectory{}}, quietLog())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	_, err = c.conn.post(t.Context(), bounce.URL, clientPlace, outgoing{Type: "message", Text: "x"})
	if e, ok := errors.AsType[*CallError](err); !ok || e.Status != http.StatusTemporaryRedirect {
		t.Errorf("post through a redirect: %v, want it refused", err)
	}
	if n := evil.outbound(); n != 0 {
		t.Errorf("%d calls followed the redirect", n)
	}
}

// Point 5.
func TestWhatIsNoActivityIsTurnedAway(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	f := r.teams
	auth := "Bearer " + f.token("key-1", claimsOf(f.serviceURL(), nil))
	big, _ := json.Marshal(f.says(clientPlace, cleo, strings.Repeat("x", maxBody), "", nil))
	for name, tc := range map[string]struct {
		raw  []byte
		auth string
		want int
	}{
		"too big": {big, auth, 413}, "too big, no token": {big, "", 413}, "empty": {nil, auth, 400}, "no JSON": {[]byte("hello"), auth, 400},
		"a list": {[]byte("[]"), auth, 400}, "no type": {[]byte("{}"), auth, 400}, "no JSON, no token": {[]byte("hello"), "", 401},
	} {
		if w := r.sendRaw(tc.raw, tc.auth); w.Code != tc.want {
			t.Errorf("%s: status %d, want %d", name, w.Code, tc.want)
		}
	}
	for _, method := range []string{http.MethodGet, http.MethodPut, http.MethodDelete, http.MethodHead} {
		w := httptest.NewRecorder()
		r.listener.Handler().ServeHTTP(w, httptest.NewRequest(method, MessagesPath, nil))
		if w.Code != http.StatusMethodNotAllowed {
			t.Errorf("%s: status %d, want 405", method, w.Code)
		}
	}
	for _, id := range []string{"../../evil", "a/b", `a\b`, "a b", "a|b", "a\nb", strings.Repeat("x", 600), "19:x;messageid=1;messageid=2", ""} {
		a := f.says(clientPlace, cleo, "Hello", "", nil)
		a["conversation"] = map[string]any{"id": id, "tenantId": tenant, "conversationType": "channel"}
		if w := r.send(a); w.Code != 400 {
			t.Errorf("conversation id %q: status %d, want 400", id, w.Code)
		}
		if id == "" || strings.HasPrefix(id, "19:x") {
			continue
		}
		if w := r.send(f.says(clientPlace, cleo, "Hello", "", map[string]any{"id": id})); w.Code != 400 {
			t.Errorf("activity id %q: status %d, want 400", id, w.Code)
		}
	}
	if n := r.cases(); n != 0 {
		t.Errorf("%d cases", n)
	}
}

// Point 6.
func TestAnActivityOfAnotherTenantIsRefusedAndOnRecord(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	in := func(conversationTenant, dataTenant any) map[string]any {
		a := r.teams.says(clientPlace, cleo, "Hello", "", nil)
		a["conversation"].(map[string]any)["tenantId"] = conversationTenant
		a["channelData"].(map[string]any)["tenant"] = map[string]any{"id": dataTenant}
		return a
	}
	for name, tc := range map[string]struct {
		a    map[string]any
		want int
	}{
		"ours in both": {in(tenant, tenant), 200}, "ours in one": {in("", tenant), 200}, "ours in capitals": {in(strings.ToUpper(tenant), tenant), 200},
		"theirs in the conversation": {in(otherTenant, tenant), 403}, "theirs in the data": {in(tenant, otherTenant), 403}, "none": {in("", ""), 403},
	} {
		if w := r.send(tc.a); w.Code != tc.want {
			t.Errorf("%s: status %d, want %d", name, w.Code, tc.want)
		}
	}
	if !r.noted("teams_other_tenant") {
		t.Error("the refused tenant is not on record")
	}
}

// The secret stands in no log, error, ledger or address.
func TestTheSecretIsNeverShown(t *testing.T) {
	t.Parallel()
	for _, verb := range []string{"%v", "%s", "%+v", "%#v", "%q"} {
		if got := fmt.Sprintf(verb, struct{ S Secret }{appSecret}); strings.Contains(got, appSecret) {
			t.Errorf("%s prints the secret: %s", verb, got)
		}
	}
	raw, err := json.Marshal(map[string]any{"s": Secret(appSecret)})
	if err != nil || strings.Contains(string(raw), appSecret) {
		t.Errorf("JSON holds the secret: %s, %v", raw, err)
	}
}
