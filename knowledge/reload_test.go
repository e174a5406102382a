package knowledge

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// folder is a folder of documents that is watched. What changes in it must be
// told by the operating system: looking it over comes too late for a test.
type folder struct {
	t    *testing.T
	dir  string
	base *Base
	log  *lockedBuffer
}

type lockedBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *lockedBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}
func (l *lockedBuffer) String() string { l.mu.Lock(); defer l.mu.Unlock(); return l.b.String() }

func watched(t *testing.T) *folder {
	t.Helper()
	f := &folder{t: t, dir: filepath.Join(t.TempDir(), "documents"), log: &lockedBuffer{}}
	f.write("a.md", "The walrus opens at nine.")
	b, err := Open(t.Context(), Options{Dir: f.dir, Poll: time.Hour}, slog.New(slog.NewTextHandler(f.log, nil)))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := b.Close(); err != nil {
			t.Error(err)
		}
	})
	f.base = b
	return f
}

func (f *folder) path(name string) string { return filepath.Join(f.dir, filepath.FromSlash(name)) }

func (f *folder) write(name, text string) {
	f.t.Helper()
	f.do(os.MkdirAll(filepath.Dir(f.path(name)), 0o700))
	f.do(os.WriteFile(f.path(name), []byte(text), 0o600))
}

func (f *folder) do(err error) {
	f.t.Helper()
	if err != nil {
		f.t.Fatal(err)
	}
}

func (f *folder) finds(question string) bool {
	f.t.Helper()
	return search(f.t, f.base, Query{Text: question}).Covered
}

// soon waits for what must be so within two seconds; a machine that is busy
// with other tests is given ten.
func (f *folder) soon(what string, ok func() bool) {
	f.t.Helper()
	for began := time.Now(); !ok(); time.Sleep(5 * time.Millisecond) {
		if time.Since(began) > 10*time.Second {
			f.t.Fatalf("not within 10 s: %s\n%s", what, f.log)
		}
	}
}

func TestNothingWaitsForTwoSecondsBeforeAChangeIsRead(t *testing.T) {
	if settleTime > maxSettle || maxSettle > 1500*time.Millisecond {
		t.Errorf("a change waits for up to %s before it is read; it must be searchable within 2 s", maxSettle)
	}
}

func TestEveryKindOfChangeIsSearchableSoon(t *testing.T) {
	for name, change := range map[string]func(f *folder){
		"written in place": func(f *folder) { f.write("a.md", "The porcupine opens at nine.") },
		"renamed over it": func(f *folder) {
			f.write("a.tmp", "The porcupine opens at nine.")
			f.do(os.Rename(f.path("a.tmp"), f.path("a.md")))
		},
		"saved by an editor": func(f *folder) {
			f.do(os.Rename(f.path("a.md"), f.path("a.md~")))
			f.write("a.md", "The porcupine opens at nine.")
		},
		"same size":           func(f *folder) { f.do(os.Remove(f.path("a.md"))); f.write("b.md", "The porcupine opens at ten") },
		"in a new folder":     func(f *folder) { f.write("new/deep/c.md", "The porcupine opens at nine.") },
		"moved in":            func(f *folder) { f.elsewhere("d.md", "The porcupine opens at nine.") },
		"a folder moved in":   func(f *folder) { f.elsewhere("e/e.md", "The porcupine opens at nine.") },
		"folder replaced":     func(f *folder) { f.do(os.Rename(f.dir, f.dir+".old")); f.write("a.md", "The porcupine opens at nine.") },
		"words of the firm's": func(f *folder) { f.write("synonyms.yaml", "porcupine: [walrus]\n") },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := watched(t)
			if f.finds("porcupine") {
				t.Fatal("found before the change: the test proves nothing")
			}
			change(f)
			f.soon("the change is found", func() bool { return f.finds("porcupine") })
		})
	}
}

// elsewhere writes a file outside and moves what it lies in into the folder.
func (f *folder) elsewhere(name, text string) {
	f.t.Helper()
	outside := filepath.Join(f.t.TempDir(), "moved")
	f.do(os.MkdirAll(filepath.Dir(filepath.Join(outside, name)), 0o700))
	f.do(os.WriteFile(filepath.Join(outside, name), []byte(text), 0o600))
	top, _, _ := strings.Cut(name, "/")
	f.do(os.Rename(filepath.Join(outside, top), f.path(top)))
}

func TestWhatIsTakenAwayIsFoundNoMore(t *testing.T) {
	f := watched(t)
	f.write("old/b.md", "The porcupine opens at nine.")
	f.soon("the new page is found", func() bool { return f.finds("porcupine") })
	f.do(os.RemoveAll(f.path("old")))
	f.soon("the page of the deleted folder is gone", func() bool { return !f.finds("porcupine") })
	f.write("old/b.md", "The narwhal opens at nine.")
	f.soon("the folder made again is followed", func() bool { return f.finds("narwhal") })
	f.write("internal/b.md", "x")
	f.do(os.Rename(f.path("old/b.md"), f.path("internal/b.md")))
	f.soon("a page moved to internal is kept from clients", func() bool { return !f.finds("narwhal") })
}

func TestAFolderThatGoesLeavesTheLastStateAndIsFoundAgain(t *testing.T) {
	f := watched(t)
	f.do(os.Rename(f.dir, f.dir+".gone"))
	f.soon("it is told", func() bool { return strings.Contains(f.log.String(), "the last state is used") })
	if !f.finds("walrus") {
		t.Error("the documents were forgotten with their folder")
	}
	f.do(os.Rename(f.dir+".gone", f.dir))
	f.do(os.WriteFile(f.path("b.md"), []byte("The porcupine opens at nine."), 0o600))
	f.base.again(t.Context()) // as the next look-over does: nothing tells of a folder that comes
	if !f.finds("porcupine") {
		t.Error("the folder that came back is not read")
	}
}

func TestAFileWrittenAllTheTimeHoldsUpNoOther(t *testing.T) {
	f := watched(t)
	ctx, stop := context.WithCancel(t.Context())
	var busy sync.WaitGroup
	busy.Go(func() {
		for i := 0; ctx.Err() == nil; i++ {
			_ = os.WriteFile(f.path("log.md"), fmt.Appendf(nil, "entry %d", i), 0o600)
			time.Sleep(settleTime / 10) // faster than the folder settles
		}
	})
	f.write("a.md", "The porcupine opens at nine.")
	f.soon("the change is found beside the busy file", func() bool { return f.finds("porcupine") })
	stop()
	busy.Wait()
}

func TestFilesOfEditorsAndDownloadsAreNoDocuments(t *testing.T) {
	f := watched(t)
	for _, name := range []string{".a.md.swp", "a.md~", "~$fees.docx", "#a.md#", "a.md.tmp", "fees.pdf.part", "fees.pdf.crdownload", ".git/notes.md", ".DS_Store"} {
		f.write(name, "The narwhal opens at nine.")
	}
	f.write("b.md", "The porcupine opens at nine.")
	f.soon("the real page is found", func() bool { return f.finds("porcupine") })
	if f.finds("narwhal") || slices.ContainsFunc(f.base.Problems(), func(p Problem) bool { return p.Kind == ProblemUnsupported }) {
		t.Errorf("they are read, or reported: %v", f.base.Problems())
	}
}

func TestReadersSeeOneWholeStateOrTheNext(t *testing.T) {
	f := watched(t)
	write := func(state string) {
		f.do(os.WriteFile(f.path("a.md"), []byte("The walrus "+state+" opens."), 0o600))
		f.do(os.WriteFile(f.path("b.md"), []byte("The walrus "+state+" closes."), 0o600))
	}
	write("old")
	f.soon("both pages are found", func() bool { return len(f.base.Pages()) == 2 })
	ctx, stop := context.WithCancel(t.Context())
	var readers sync.WaitGroup
	for range 4 {
		readers.Go(func() {
			for ctx.Err() == nil {
				r, err := f.base.Search(context.Background(), Query{Text: "walrus"})
				if err != nil || len(r.Hits) != 2 {
					t.Errorf("a reader saw %d passages, %v", len(r.Hits), err)
					return
				}
				for _, h := range r.Hits {
					if _, ok := f.base.Passage(h.Passage.ID); !ok {
						t.Errorf("a passage of the result is in no state: %s", h.Passage.ID)
					}
				}
				_, _, _ = f.base.Pages(), f.base.Problems(), f.base.InternalText()
			}
		})
	}
	for i := range 5 {
		state := fmt.Sprintf("state%c", 'a'+i)
		write(state)
		f.soon("the change is found", func() bool { return f.finds("walrus " + state) })
	}
	stop()
	readers.Wait()
}

func TestALinkOutOfTheFolderLeadsNowhere(t *testing.T) {
	f := watched(t)
	outside := t.TempDir()
	f.do(os.WriteFile(filepath.Join(outside, "secret.md"), []byte("The narwhal is secret."), 0o600))
	f.do(os.Symlink(filepath.Join(outside, "secret.md"), f.path("link.md")))
	f.do(os.Symlink(outside, f.path("linked")))
	f.do(os.Symlink("link.md", f.path("twice.md")))
	f.do(os.Symlink("a.md", f.path("inside.md")))
	f.write("b.md", "The porcupine opens at nine.")
	f.soon("the folder was read again", func() bool { return f.finds("porcupine") })
	if f.finds("narwhal secret") {
		t.Error("a file outside the folder was read")
	}
	if !slices.ContainsFunc(f.base.Pages(), func(p Page) bool { return p.File == "inside.md" }) {
		t.Error("a link within the folder was not followed")
	}
	if !slices.ContainsFunc(f.base.Problems(), func(p Problem) bool { return p.File == "link.md" && p.Kind == ProblemUnreadable }) {
		t.Errorf("the link out of the folder is not reported: %v", f.base.Problems())
	}
}

// TestAChangeWithinTheGrainOfTheClockIsNotPassedOver gives a file another text
// with the size and the time of the first.
func TestAChangeWithinTheGrainOfTheClockIsNotPassedOver(t *testing.T) {
	f := watched(t)
	now := time.Now()
	write := func(text string) {
		f.write("a.md", text)
		f.do(os.Chtimes(f.path("a.md"), now, now))
		f.base.again(t.Context())
	}
	write("The walrus opens at nine.")
	write("The donkey opens at nine.")
	if !f.finds("donkey") {
		t.Error("the second text was not read")
	}
}
