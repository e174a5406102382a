package main

import "countersign/config"

type configCmd struct{}

// Run prints the default configuration.
func (configCmd) Run(e *env) error {
	_, err := e.stdout.Write(config.DefaultYAML())
	return err
}
