package drafting

import (
	"testing"

	"countersign/bot"
)

func TestAdvice(t *testing.T) {
	try(t, checkAdvice, []row{
		{"on a pension", on("You should put it into a pension.", "p"), bot.NoDraft, "qualified person"},
		{"though the page says it", on("We recommend an ISA.", "We recommend an ISA."), bot.NoDraft, "qualified person"},
		{"the best", on("The best option is to remortgage.", "p"), bot.NoDraft, "qualified person"},
		{"in your position", on("In your position I would sell the shares.", "p"), bot.NoDraft, "qualified person"},
		{"on what to bring", on("You should bring photo identification.", "p"), "", ""},
		{"a fact about a pension", on("The annual ISA allowance is £20,000.", "p"), "", ""},
	})
}
