// Package house holds tests of the repository as a whole: who may import whom,
// that every package has its doc, that docs/dependencies.md is complete. It has
// no code of its own.
package house
