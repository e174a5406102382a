//go:build !linux

package main

// limitMemory does nothing here: the time a PDF may take bounds what it takes.
func limitMemory() {}

// trimMemory does nothing here.
func trimMemory() error { return nil }
