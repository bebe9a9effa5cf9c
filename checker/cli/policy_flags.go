package cli

import (
	"regexp"
	"slices"
	"time"

	"github.com/spf13/cobra"

	"belay/checker/policy"
)

// What the commands under belay policy have in common.

// dirOf is the folder that a command was given, or the current one.
func dirOf(args []string) string {
	if len(args) == 0 {
		return "."
	}
	return args[0]
}

// addFormat adds --format, which is one of formats, by default the first. checkFormat holds it to them.
func addFormat(cmd *cobra.Command, format *string, formats []string) {
	cmd.Flags().StringVarP(format, "format", "f", formats[0], policy.Join(formats, "or"))
	_ = cmd.RegisterFlagCompletionFunc("format", cobra.FixedCompletions(formats, cobra.ShellCompDirectiveNoFileComp))
}

func checkFormat(format string, formats []string) error {
	if !slices.Contains(formats, format) {
		return refused("it is "+policy.Join(formats, "or"), "--format: there is no format %q", format)
	}
	return nil
}

// textOrJSON are the formats of most commands.
var textOrJSON = []string{"text", "json"}

func checkRun(run string) error {
	if _, err := regexp.Compile(run); err != nil {
		return refused("it is a regular expression, as in --run 'SD-02'", "--run: %w", err)
	}
	return nil
}

func checkThreshold(percent float64) error {
	if !(percent >= 0 && percent <= 100) { // nor is what is no number at all
		return refused("it is a percentage, as in --threshold 95", "--threshold: %v is not between 0 and 100", percent)
	}
	return nil
}

func checkTimeout(d time.Duration, example string) error {
	if d <= 0 {
		return refused("as in --timeout "+example, "--timeout: %v is no time to run in", d)
	}
	return nil
}

// checkOutput refuses a name for a pack that no command would take for one later.
func checkOutput(out string) error {
	if !isBundleFile(out) {
		return refused("as in -o acme.tar.gz", "-o: %q does not end in .tar.gz", out)
	}
	return nil
}
