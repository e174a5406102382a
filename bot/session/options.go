package session

import (
	"crypto/rand"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/redis/go-redis/v9"
)

// KeySize is the length of [Options.Key] in bytes.
const KeySize = 32

// Options are the settings of the cache. The zero value runs the embedded one.
type Options struct {
	// URL names a Redis server: redis://[user:password@]host:port/db, rediss://
	// with TLS, or unix://path. It may hold a password, so it comes from the
	// environment (REDIS_URL) and is never shown. Empty: one inside the process.
	URL string `yaml:"-"`
	// Key encrypts what is held. Replicas that share a Redis share the key; nil
	// makes one for this process alone.
	Key []byte `yaml:"-"`
	// TTL is how long a thread is held at the longest. 0: an hour.
	TTL time.Duration `yaml:"ttl"`
	// Turns is how many turns of a thread are held, the newest. 0: 100.
	Turns int `yaml:"turns"`
	// Timeout bounds every call. 0: 200 ms.
	Timeout time.Duration `yaml:"timeout"`
	// Prefix starts the name of every key. "": countersign.
	Prefix string `yaml:"prefix"`
}

// Validate reports everything that is wrong with the settings, without
// repeating the URL.
func (o Options) Validate() error {
	var errs []error
	if _, err := parseURL(o.URL); err != nil {
		errs = append(errs, err)
	}
	if n := len(o.Key); n != 0 && n != KeySize {
		errs = append(errs, fmt.Errorf("the session key has %d bytes; it needs %d", n, KeySize))
	}
	if o.TTL != 0 && (o.TTL < time.Second || o.TTL > 7*24*time.Hour) {
		errs = append(errs, fmt.Errorf("ttl is %s; it must be between 1s and 168h", o.TTL))
	}
	if o.Turns < 0 || o.Turns > 1000 {
		errs = append(errs, fmt.Errorf("turns is %d; it must be between 1 and 1000", o.Turns))
	}
	if o.Timeout != 0 && (o.Timeout < 10*time.Millisecond || o.Timeout > 5*time.Second) {
		errs = append(errs, fmt.Errorf("timeout is %s; it must be between 10ms and 5s", o.Timeout))
	}
	if strings.ContainsAny(o.Prefix, "{}*?[] \t\r\n") || len(o.Prefix) > 64 {
		errs = append(errs, errors.New("prefix may hold no space and none of {}*?[], and 64 bytes at most"))
	}
	return errors.Join(errs...)
}

// withDefaults fills in what was left out.
func (o Options) withDefaults() Options {
	if len(o.Key) == 0 {
		o.Key = make([]byte, KeySize)
		_, _ = rand.Read(o.Key) // never fails: see package crypto/rand
	}
	if o.TTL == 0 {
		o.TTL = time.Hour
	}
	if o.Turns == 0 {
		o.Turns = 100
	}
	if o.Timeout == 0 {
		o.Timeout = 200 * time.Millisecond
	}
	if o.Prefix == "" {
		o.Prefix = "countersign"
	}
	return o
}

// parseURL reads a Redis URL. Its errors hold nothing of the URL: that of the
// client would repeat it, password included. An empty URL gives nil.
func parseURL(url string) (*redis.Options, error) {
	if url == "" {
		return nil, nil
	}
	opt, err := redis.ParseURL(url)
	if err != nil {
		return nil, errors.New("REDIS_URL cannot be read; it looks like redis://:PASSWORD@HOST:6379/0 (rediss:// with TLS)")
	}
	return opt, nil
}
