// Package raced tells tests whether the race detector watches, which makes all
// take many times as long. What goes through a whole corpus or trains on it then
// runs on a sample, and whole without the detector: "make test" does both. Only
// tests import it.
package raced
