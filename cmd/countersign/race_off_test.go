//go:build !race

package main

// raced tells that the race detector watches: everything takes many times as long.
const raced = false
