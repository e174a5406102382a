package mask

import "testing"

// TestFindingAmongManyNamesFindsWhatEachGives holds that names which are passed over
// quickly are none that would be found.
func TestFindingAmongManyNamesFindsWhatEachGives(t *testing.T) {
	names := []string{
		"Élan Vets", "Smith, Ltd", "Jones, Ltd", "Smith & Co.", "O’Brien & Sons LLP", "KELVIN K Ltd", "straße works", "ﬁsher Ltd", "Mill-Brook Dental Limited",
		"Iyer", "Bright  Dental Ltd", "The Firm", "Ltd", "  ", "a b", "St. Mary's School", "Ünlü GmbH", "Σίσυφος",
	}
	for _, text := range []string{
		"elan vets and Élan  Vets", "SMITH said", "JONES said", "smith & co", "o'brien & sons", "kelvin k", "Kelvin K", "STRASSE WORKS, straße works", "fisher and ﬁsher",
		"mill-brook dental, mill brook dental", "Mrs IYER", "bright-dental", "the firm", "st mary's school; ST. MARY'S SCHOOL", "unlu, ÜNLÜ", "σίσυφος ΣΊΣΥΦΟΣ", "nothing", "",
	} {
		v := newView(text)
		v.findNames(New(Known{Organisations: names}).names)
		want := 0
		for _, f := range v.found {
			if f.Kind == Organisation {
				want++
			}
		}
		if got := (Known{Organisations: names}).Find(text); len(got) != want {
			t.Errorf("%q: found %v, %d without passing any over", text, got, want)
		}
	}
}
