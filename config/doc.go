// Package config reads the settings of the program: the file of the firm laid
// over [DefaultYAML], and the secrets of the environment.
//
// It owns no setting of its own accord. Each package has an Options type with
// yaml tags and a Validate method; [Config] lists them, and adds what belongs
// to none: the firm, its accounts, the log. A new setting is one field, one
// commented line in default.yaml, one validation and one file in testdata.
//
// [Load] is strict: an unknown key, a wrong type, a blank value or a secret in
// the file is a [Fault], and all faults are reported together with the line,
// the column and the path. With no file and no environment the program runs
// offline. Secrets come from the environment or from files that it names, as
// [Secret], which prints as redacted wherever it is printed.
//
// A Config is read-only once loaded. [Directory] is the one part that may
// change while the program runs, and is safe for concurrent use.
//
// What must never happen: a secret in an error, a log line or a dump; a typing
// mistake that silently mutes a channel.
package config
