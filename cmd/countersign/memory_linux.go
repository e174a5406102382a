package main

import (
	"fmt"
	"os"
	"runtime/debug"
	"strings"
	"syscall"
	"unsafe"
)

// pdfMemory is what reading one PDF may take.
const pdfMemory = 1 << 30

// limitMemory ends this process when it asks for more than reading a PDF takes.
func limitMemory() {
	limit := syscall.Rlimit{Cur: pdfMemory, Max: pdfMemory}
	_ = syscall.Setrlimit(syscall.RLIMIT_DATA, &limit) // without the limit its time still ends it
}

// trimMemory gives back what only starting up needed: garbage, and the pages
// of the program's own file that were read for tables and code used once. The
// system keeps those in its cache and maps them again where they are needed.
func trimMemory() error {
	debug.FreeOSMemory()
	exe, err := os.Readlink("/proc/self/exe")
	if err != nil {
		return err
	}
	maps, err := os.ReadFile("/proc/self/maps")
	if err != nil {
		return err
	}
	for line := range strings.Lines(string(maps)) {
		var from, to uintptr
		var may string
		if !strings.HasSuffix(strings.TrimSpace(line), " "+exe) {
			continue
		}
		if _, err := fmt.Sscanf(line, "%x-%x %s", &from, &to, &may); err != nil {
			return fmt.Errorf("reading /proc/self/maps: %w", err)
		}
		if strings.Contains(may, "w") {
			continue // what was written there would be lost
		}
		//nolint:gosec // G103: these are whole pages of code and constants, which nobody writes
		pages := unsafe.Slice((*byte)(unsafe.Add(nil, from)), to-from)
		// Where the cache holds the file in huge pages one touched word would map
		// 2 MB. A kernel without huge pages refuses the advice and needs none.
		_ = syscall.Madvise(pages, syscall.MADV_NOHUGEPAGE)
		if err := syscall.Madvise(pages, syscall.MADV_DONTNEED); err != nil {
			return fmt.Errorf("giving pages back: %w", err)
		}
	}
	return nil
}
