package main

import "syscall"

// pdfMemory is what reading one PDF may take.
const pdfMemory = 1 << 30

// limitMemory ends this process when it asks for more than reading a PDF takes.
func limitMemory() {
	limit := syscall.Rlimit{Cur: pdfMemory, Max: pdfMemory}
	_ = syscall.Setrlimit(syscall.RLIMIT_DATA, &limit) // without the limit its time still ends it
}
