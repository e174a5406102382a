package knowledge

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// instructionLike are the ways in which a document speaks to a model and not
// to a reader. Each hit only asks a person to look, so a few false ones are
// cheaper than one missed. A text without any of the words is not looked at
// further: the patterns are slow, and most texts have none.
var instructionLike = []struct {
	words []string
	re    *regexp.Regexp
}{
	{[]string{"ignore", "disregard", "forget", "override"}, regexp.MustCompile(`(?i)\b(?:ignore|disregard|forget|override)\b.{0,40}\b(?:previous|prior|above|earlier|preceding|foregoing|other|your|system)\b.{0,30}\b(?:instructions?|prompts?|rules?|guidelines?|messages?|directions?|context)\b`)},
	{[]string{"ai", "a.i.", "assistant", "system", "bot", "copilot", "llm", "gpt", "model", "user", "human"}, regexp.MustCompile(`(?i)(?:^|[\n.!?>\[(*"]|\s-)\s*(?:AI|A\.I\.|assistant|system|bot|chatbot|copilot|LLM|GPT|model|user|human)\s*(?:\]|\))?\s*:\s*\S`)},
	{[]string{"tell", "inform", "assure", "reply", "answer", "promise"}, regexp.MustCompile(`(?i)\b(?:tell|inform|assure|reply to|answer|promise)\b.{0,15}\b(?:clients?|customers?|users?|everyone|anyone|them)\b.{0,80}\b(?:never|always|waived|free of charge|refund|approved?|do not|don't|regardless)\b`)},
	{[]string{"escalate", "hand", "involve", "staff", "human", "reviewer", "mention"}, regexp.MustCompile(`(?i)\b(?:never|do not|don't)\s+(?:escalate|hand (?:it |this )?over|involve (?:a |any )?(?:human|person|staff)|tell (?:the )?(?:staff|humans?|reviewers?)|mention (?:this|these) (?:instruction|rule|note|comment))`)},
	{[]string{"you are"}, regexp.MustCompile(`(?i)\byou are (?:now |an? )?(?:AI|an AI|a (?:large )?language model|assistant|an assistant|in (?:admin|developer|debug|god) mode|DAN|free to ignore)\b`)},
	{[]string{"must", "should", "shall", "is to", "are to", "has to", "will now", "please"}, regexp.MustCompile(`(?i)\b(?:as an? (?:AI|language model|assistant)|(?:AI|language) models?|the (?:assistant|chatbot|bot|AI)|(?:AI|LLM) (?:agents?|assistants?|systems?))\b.{0,50}\b(?:must|should|shall|is to|are to|has to|will now|please)\b.{0,40}\b(?:say|reply|respond|answer|tell|state|output|include|approve|send|ignore|mark|classify|recommend|reveal)\b`)},
	{[]string{"asked"}, regexp.MustCompile(`(?i)\b(?:when|whenever|if)\s+(?:you(?:'re| are)?\s+)?asked\b.{0,60}\b(?:say|reply|respond|answer|tell|state|claim)\b`)},
	{[]string{"reveal", "print", "output", "repeat", "show", "disclose", "leak", "exfiltrate"}, regexp.MustCompile(`(?i)\b(?:reveal|print|output|repeat|show|disclose|leak|exfiltrate)\b.{0,30}\b(?:system prompt|hidden prompt|your (?:prompt|instructions)|api key|password|other (?:clients?|accounts?))\b`)},
	{[]string{"system prompt", "prompt injection", "jailbreak", "new instruction", "end of ", "begin ", "<", "[", "###"}, regexp.MustCompile(`(?i)\b(?:system prompt|prompt injection|jailbreak|new instructions?\s*:|end of (?:document|context|instructions)|begin (?:system|admin))\b|<\|?(?:im_start|im_end|system|endoftext|/?s|/?INST)\|?>|\[/?INST\]|###\s*(?:instruction|system|assistant)`)},
	{[]string{"approve", "send", "post", "publish"}, regexp.MustCompile(`(?i)\b(?:approve|send|post|publish)(?:\s+(?:it|this|that|these|them|all|any|each|every|everything|the|your|to|clients?|draft|drafts|answers?|repl(?:y|ies)|responses?|messages?)\b){0,5}\s+(?:without (?:any |further )?(?:review|approval|checking|asking)|automatically)\b`)},
	{[]string{"your own"}, regexp.MustCompile(`(?i)\b(?:approve|send|post|publish)\b.{0,30}\byour own (?:drafts?|answers?|repl(?:y|ies))\b`)},
	{[]string{"classif", "tier", "confidence", "autonomy"}, regexp.MustCompile(`(?i)\b(?:classif(?:y|ication)|tier|confidence|autonomy)\s*[=:]\s*(?:routine|1(?:\.0)?|granted|high)\b`)},
	{[]string{"disregard", "forget", "ignore", "bypass", "skip", "follow"}, regexp.MustCompile(`(?i)\b(?:disregard|forget|ignore)\b (?:all |about )?(?:everything|anything|what|whatever)\b.{0,25}\b(?:above|before|told|said|so far|earlier)\b|\b(?:ignore|bypass|skip)\b.{0,10}\b(?:safety|grounding|citation|support) (?:checks?|rules?|filters?) and (?:answer|reply|say|tell|send|approve)\b|\b(?:do not|don't|stop) follow(?:ing)?\b.{0,15}\b(?:rules?|instructions?|guidelines?|prompt)\b.{0,15}\b(?:given|above|earlier|before)\b`)},
	{[]string{"your", "apply", "from now on"}, regexp.MustCompile(`(?i)\byour (?:new|only|real|actual) (?:task|role|job|goal|objective|instructions?|rules?)\b (?:is|are)\b|\byour (?:instructions|rules|guidelines|prompt) (?:have|has) (?:now |been )?(?:changed|replaced|updated)\b|\b(?:previous|earlier|prior|old) (?:rules?|instructions?|prompts?|guidelines?) (?:no longer|do not|don't) apply\b|\bfrom now on,? (?:respond|answer|say)\b`)},
	{[]string{"note", "message", "attention", "instruction", "notice"}, regexp.MustCompile(`(?i)\b(?:note|message|attention|instructions?|notice)\b[ ,:]{0,2}(?:to|for)? ?(?:the |any |all )?(?:(?:large )?language models?|AI(?: models?| assistants?| agents?)?|LLMs?|chatbots?)\b\s*[:;,–-]`)},
	{[]string{"your"}, regexp.MustCompile(`(?i)\bin your (?:answer|draft|output),? (?:always |please )?(?:include|add|write|say|mention|state)\b|\b(?:copy|insert|paste|put)\b.{0,40}\b(?:into|in) your (?:answer|draft|output)\b`)},
	{[]string{"respond", "reply", "answer", "asks"}, regexp.MustCompile(`(?i)\b(?:respond|answer) (?:only with|with only)\b|\b(?:respond|reply|answer) to (?:every|any|all|each)\b.{0,20}\bwith\b|\b(?:whatever|no matter what) (?:is asked|the question|the (?:client|customer|user) (?:asks|says|writes))\b.{0,10}\b(?:say|answer|reply|respond)|\byou must answer (?:yes|no)\b|\b(?:when(?:ever)?|if) (?:a|an|the|any) (?:client|customer|user)s? asks?\b[^.]{0,60}, (?:always )?(?:say|answer|reply|respond)\b`)},
	{[]string{"draft", "answer"}, regexp.MustCompile(`(?i)\bthe (?:draft|answer) (?:must|should|has to|needs to) (?:always )?(?:state|say|claim|promise)\b`)},
	{[]string{"mark", "classify", "rate", "label", "treat"}, regexp.MustCompile(`(?i)\b(?:mark|classify|rate|label|treat) (?:this|the|your|every|each|all) (?:case|answer|draft|enquir(?:y|ie))s? as (?:fully |well )?(?:routine|supported|grounded|approved|safe|correct)\b`)},
	{[]string{"can_answer", "handoff_reason", "missing_info"}, regexp.MustCompile(`(?i)\b(?:can_answer|handoff_reason|missing_info)\b`)},
	{[]string{"pretend", "act as"}, regexp.MustCompile(`(?i)\bpretend (?:that )?you are\b|(?:^|[.!?:] )act as (?:a |an |the )?[\w ]{1,30} and (?:confirm|approve|agree|say|tell|write|promise)\b`)},
	{[]string{"without"}, regexp.MustCompile(`(?i)(?:^|[.!?:] )(?:please )?(?:send|post|publish|approve)\b.{0,50}\bwithout (?:a |any )?(?:human|person|staff|member of staff)\b.{0,15}\b(?:look|review|read|check|see|approv)`)},
	{[]string{"reviewing this", "reading this", "approving this", "checking this"}, regexp.MustCompile(`(?i)\b(?:staff|reviewers?|approvers?)\b (?:who are )?\b(?:reviewing|reading|approving|checking) this\b`)},
	{[]string{"system message", "told to do"}, regexp.MustCompile(`(?i)\b(?:print|show|repeat|translate|reveal|output)\b.{0,20}\byour system (?:message|instructions?)\b|\bwhat were you told to do\b`)},
	{[]string{"ignorier", "vergiss", "ignorez", "oublie", "ignora", "olvid", "dimentica", "zignoruj"}, regexp.MustCompile(`(?i)\b(?:ignoriere?n?|vergiss|vergessen sie|ignorez|oubliez?|ignora|ignore|olvid[ae]n?|dimentica|zignoruj)\b.{0,40}\b(?:anweisungen|regeln|instructions|consignes|instrucciones|istruzioni|instruções|polecenia|instrukcje)\b`)},
}

// spaced finds a word whose letters stand apart.
var spaced = regexp.MustCompile(`\b(?:\pL ){4,}\pL\b`)

// Instruction returns the words of a text that address a model and not a reader,
// "" when none do. It finds some of them: what it finds asks for a person.
func Instruction(text string) string { return instruction(text) }

// instruction returns the words of a text that address a model, "" when none do.
func instruction(text string) string {
	text = norm.NFKC.String(strings.Join(strings.Fields(text), " ")) // as full-width or long letters are read
	text = spaced.ReplaceAllStringFunc(text, func(w string) string { return strings.ReplaceAll(w, " ", "") })
	lower := strings.ToLower(text)
	for _, like := range instructionLike {
		if !slices.ContainsFunc(like.words, func(w string) bool { return strings.Contains(lower, w) }) {
			continue
		}
		if at := like.re.FindStringIndex(text); at != nil {
			return excerpt(text[at[0]:], 80)
		}
	}
	return ""
}

// excerpt returns the beginning of a text, about n bytes of it.
func excerpt(text string, n int) string {
	text = strings.TrimSpace(text)
	if len(text) <= n {
		return text
	}
	if space := strings.LastIndexByte(text[:n], ' '); space > 0 {
		n = space
	}
	return strings.ToValidUTF8(text[:n], "") + "..."
}

// hiddenProblems reports what was hidden in a file.
func hiddenProblems(file string, hidden []string) []Problem {
	var out []Problem
	for _, h := range hidden {
		p := Problem{Kind: ProblemHidden, File: file,
			Detail: fmt.Sprintf("Readers do not see this text, so it is not searched: %q.", excerpt(h, 80))}
		if words := instruction(h); words != "" {
			p.Kind = ProblemInstructionLike
			p.Detail = fmt.Sprintf("Hidden text speaks to a model; it is not searched. Remove it and ask who put it there: %q.", words)
		}
		out = append(out, p)
	}
	return out
}

// instructionProblem reports words in plain sight that address a model.
func instructionProblem(p Passage, words string) Problem {
	return Problem{Kind: ProblemInstructionLike, File: p.File, Heading: p.Heading,
		Detail: fmt.Sprintf("This text seems to speak to a model and not to a reader: %q.", words)}
}
