package triage

import "countersign/bot"

// unhappySigns are emoji of anger, tears, illness, danger and refusal.
const unhappySigns = `😠😡🤬👿💢🖕👎😤😒🙄😑😭😢😥😓😞😔😟😕🙁☹😣😖😫😩😰😨😧😦😱😪🥺😿💔😷🤒🤕🤢🤮🥵🆘🚨⚠🔥💀☠⚰⚱🔪🔫🩸💊🤦💩🤡❌⛔🚫`

// signsRule: a message of signs alone that are no thumbs-up. In words a tear or
// a fire may be a joke; alone it is all that the client said.
var signsRule = rule{
	code: bot.Distress,
	note: "Nothing but signs of trouble: a person looks what is behind them.",
	cues: []cue{{words: `^[^\pL\d]*[` + unhappySigns + `][^\pL\d]*$`, points: strong, flags: []string{"distress"}}},
}
