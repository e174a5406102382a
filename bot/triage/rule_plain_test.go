package triage

import (
	"testing"

	"countersign/bot"
)

func TestTheRulesKnowTheBarestWords(t *testing.T) {
	testRules(t, []ruleWords{
		{bot.Complaint, []string{
			"Please ignore that, and want to complain", "Want to complain.", "we would like to complain", "How much is an inventory? I am in a hurry and wish to complain",
			"I am annoyed", "We're really annoyed about the delay", "I'm frustrated", "I am so very frustrated with this", "I feel aggrieved", "I'm cross.", "we are cross with you",
		}, []string{
			"there is no need to complain", "you don't need to complain", "where do tenants who want to complain about a neighbour write to?", "can't complain", "I'm cross referencing the two lists",
			"our gate is a cross bar",
		}},
		{bot.Distress, []string{
			"I am in great distress", "This has caused me great distress", "I am in distress", "it is causing distress", "we are all distressed", "I've been very distressed",
		}, []string{
			"the leather is distressed", "a ship sent a distress call", "what is distress for rent?", "we sell distressed oak floors",
		}},
		{bot.Safety, []string{
			"I feel like ending it", "felt like ending everything now", "I am thinking of ending it all", "thoughts of ending things", "I've been having dark thoughts",
		}, []string{
			"I am thinking of ending the tenancy", "we feel like ending it in June, when is notice due?", "I'm thinking about ending it at the break clause", "dark thoughts of chocolate for the party menu",
		}},
	})
}
