// Package served tells which types the provider serves: Terraform reads the schema of each at every command.
package served

import (
	"os"
	"slices"
	"strings"
)

var names = strings.Fields(os.Getenv("PRIVATELINK_AWS_TYPES"))

// Type returns whether resources or data sources of a type are served: without names, all are.
func Type(name string) bool {
	return len(names) == 0 || slices.Contains(names, name)
}
