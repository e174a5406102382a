package knowledge

import (
	"errors"
	"fmt"
	"time"
)

// Options say where the documents are and how they are judged. The zero value
// is an empty base which covers nothing.
type Options struct {
	// Dir is the folder of documents, read with everything below it. Empty
	// means that there are none.
	Dir string `yaml:"dir"`
	// Synonyms is the name of the synonyms file in Dir; "synonyms.yaml" when empty.
	Synonyms string `yaml:"synonyms"`
	// StaleMonths is the age of a review, in months, from which a page counts
	// as stale; 24 when zero. A page's own review_due comes first.
	StaleMonths int `yaml:"stale_months"`
	// MinCoverage is the share of a question, by weight, that a passage must
	// speak of for the question to be covered; 0 means the measured default.
	MinCoverage float64 `yaml:"min_coverage"`
	// Poll is how often the folder is looked over besides the notifications of
	// the operating system; 15s when zero.
	Poll time.Duration `yaml:"poll"`
	// ParseTimeout is what one file may take to read; 10s when zero.
	ParseTimeout time.Duration `yaml:"parse_timeout"`
	// MaxFileBytes is the size from which a file is refused; 20 MB when zero.
	MaxFileBytes int64 `yaml:"max_file_bytes"`
	// MaxFiles is how many files are read at most; 20,000 when zero.
	MaxFiles int `yaml:"max_files"`

	// PDFReader is the command that reads a PDF from its input and writes what
	// ReadPDF does: the program itself, so that a PDF made to hang or to take
	// all memory ends with its process. Empty reads PDFs in this process.
	PDFReader []string `yaml:"-"`
	// Now tells the time; time.Now when nil.
	Now func() time.Time `yaml:"-"`
}

const (
	defaultSynonyms     = "synonyms.yaml"
	defaultStaleMonths  = 24
	defaultPoll         = 15 * time.Second
	defaultParseTimeout = 10 * time.Second
	defaultMaxFileBytes = 20 << 20
	defaultMaxFiles     = 20_000
)

// Validate reports all faults of the options together.
func (o *Options) Validate() error {
	var errs []error
	fault := func(bad bool, format string, args ...any) {
		if bad {
			errs = append(errs, fmt.Errorf(format, args...))
		}
	}
	fault(o.StaleMonths < 0, "stale_months: %d is below 0", o.StaleMonths)
	fault(!(o.MinCoverage >= 0 && o.MinCoverage <= 1), "min_coverage: %v is not between 0 and 1", o.MinCoverage)
	fault(o.Poll < 0, "poll: %v is below 0", o.Poll)
	fault(o.Poll > 0 && o.Poll < 100*time.Millisecond, "poll: %v is below 100ms", o.Poll)
	fault(o.ParseTimeout < 0, "parse_timeout: %v is below 0", o.ParseTimeout)
	fault(o.MaxFileBytes < 0, "max_file_bytes: %d is below 0", o.MaxFileBytes)
	fault(o.MaxFiles < 0, "max_files: %d is below 0", o.MaxFiles)
	return errors.Join(errs...)
}

// filled returns the options with the defaults in place of zeros.
func (o Options) filled() Options {
	o.Synonyms = orElse(o.Synonyms, defaultSynonyms)
	o.StaleMonths = orElse(o.StaleMonths, defaultStaleMonths)
	o.MinCoverage = orElse(o.MinCoverage, defaultMinCoverage)
	o.Poll = orElse(o.Poll, defaultPoll)
	o.ParseTimeout = orElse(o.ParseTimeout, defaultParseTimeout)
	o.MaxFileBytes = orElse(o.MaxFileBytes, defaultMaxFileBytes)
	o.MaxFiles = orElse(o.MaxFiles, defaultMaxFiles)
	if o.Now == nil {
		o.Now = time.Now
	}
	return o
}

func orElse[T comparable](value, otherwise T) T {
	var zero T
	if value == zero {
		return otherwise
	}
	return value
}
