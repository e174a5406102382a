package main

import (
	"fmt"
	"os"
	"strconv"
	"strings"
	"testing"
)

// script is what the file says.
type script struct {
	begins, owner string
	seed          uint64
	approvers     []string
	clients       int
	asks          []asks
	days          map[int][]scene
}

type asks struct {
	topic       string
	first, then int // on each working day before, and from, a day
	until       int
	questions   []string
}

// scene is one line of the script at its time.
type scene struct {
	clock string
	text  string
}

func readScript(t *testing.T) script {
	t.Helper()
	raw, err := os.ReadFile("testdata/sixtydays/script.txt")
	if err != nil {
		t.Fatal(err)
	}
	s := script{days: map[int][]scene{}}
	for line := range strings.Lines(string(raw)) {
		line = strings.TrimSpace(line)
		word, rest, _ := strings.Cut(line, " ")
		rest = strings.TrimSpace(rest)
		switch word {
		case "", "#":
		case "begins":
			s.begins = rest
		case "seed":
			s.seed = uint64(number(t, rest))
		case "owner":
			s.owner = rest
		case "approvers":
			s.approvers = strings.Fields(rest)
		case "clients":
			s.clients = number(t, rest)
		case "asks":
			head, questions, _ := strings.Cut(rest, ":")
			a := asks{}
			if _, err := fmt.Sscanf(strings.ReplaceAll(head, ",", ""), "%s %d until %d then %d", &a.topic, &a.first, &a.until, &a.then); err != nil {
				t.Fatalf("%q: %v", line, err)
			}
			for q := range strings.SplitSeq(questions, "|") {
				a.questions = append(a.questions, strings.TrimSpace(q))
			}
			s.asks = append(s.asks, a)
		case "day":
			f := strings.Fields(rest)
			_, text, _ := strings.Cut(rest, f[1]+" ")
			day := number(t, f[0])
			s.days[day] = append(s.days[day], scene{f[1], text})
		default:
			t.Fatalf("the script says %q", line)
		}
	}
	return s
}

func number(t *testing.T, text string) int {
	t.Helper()
	n, err := strconv.Atoi(text)
	if err != nil {
		t.Fatal(err)
	}
	return n
}

var (
	firstNames = []string{"Acorn", "Birch", "Cedar", "Dale", "Elm", "Fern", "Glen", "Heath"}
	lastNames  = []string{"Bakery", "Dental", "Garage", "Joinery", "Nursery", "Studio", "Brewery", "Florist", "Optician", "Bookshop", "Pharmacy", "Surveyors"}
)

// clientName gives the name of a client firm; its account and channel are made of it.
func clientName(i int) string {
	return firstNames[i%len(firstNames)] + " " + lastNames[i/len(firstNames)%len(lastNames)]
}

func accountOf(i int) string { return strings.ToLower(strings.ReplaceAll(clientName(i), " ", "-")) }
