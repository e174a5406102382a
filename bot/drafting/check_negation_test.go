package drafting

import (
	"testing"

	"countersign/bot"
)

func TestNegation(t *testing.T) {
	const page = "Contractors must sign keys in and out within two days, and keys are never left in key safes. Clients may usually bring one guest."
	try(t, checkNegation, []row{
		{"in another order", on("Once marketing has begun, set-up fees are refundable.", "Set-up fees are not refundable once marketing has begun."), bot.NoAutonomy, "opposite"},
		{"denied twice", on("It is not true that set-up fees are not refundable once marketing has begun.", "Set-up fees are not refundable once marketing has begun."), bot.NoAutonomy, "opposite"},
		{"until for once", on("Set-up fees are not refundable until marketing has begun.", "Set-up fees are not refundable once marketing has begun."), bot.NoAutonomy, "“until”"},
		{"the same in another order", on("Once marketing has begun, set-up fees are not refundable.", "Set-up fees are not refundable once marketing has begun."), "", ""},
		{"as the page", on("Keys are never left in key safes.", page), "", ""},
		{"not came", on("Keys are not never left in key safes.", page), bot.NoAutonomy, "which the page does not have"},
		{"never went", on("Contractors must sign keys in and out within two days, and keys are left in key safes.", page), bot.NoAutonomy, "“never”, which is missing"},
		{"after for within", on("Contractors must sign keys in and out after two days.", page), bot.NoAutonomy, "“after” where the page has “within”"},
		{"must for may", on("Clients must usually bring one guest.", page), bot.NoAutonomy, "“must” where the page has “may”"},
		{"always for usually", on("Clients may always bring one guest.", page), bot.NoAutonomy, "“always”"},
		{"put otherwise", on("A guest of a client is welcome.", page), "", ""},
	})
}
