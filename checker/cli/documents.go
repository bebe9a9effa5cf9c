package cli

import (
	"fmt"
	"path/filepath"
	"regexp"
	"strings"

	"github.com/spf13/cobra"

	"belay/attest"
	"belay/checker"
	"belay/schemas"
)

func (c *command) validate() *cobra.Command {
	var kind string
	cmd := &cobra.Command{
		Use:   "validate FILE...",
		Short: "Check that files are well written, without judging anything",
		Long: `Validate reads manifests, trust files, profiles and waiver files, and reports every mistake with its place.
It reads what the schema line of a file says; --kind says it instead.`,
		Example: "  belay validate release.hcl trust.hcl",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			for _, name := range args {
				found, err := c.valid(name, kind)
				if err != nil {
					c.failed(err)
					continue
				}
				fmt.Fprintf(c.std.Out, "ok  %s (%s)\n", schemas.Clean(name), found)
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&kind, "kind", "", "manifest, trust, profile or waivers (default: what the file's schema line says)")
	_ = cmd.RegisterFlagCompletionFunc("kind", cobra.FixedCompletions(kindNames(), cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

var kinds = []schemas.Kind{schemas.Manifest, schemas.Trust, schemas.Profile, schemas.Waivers}

func kindNames() []string {
	names := []string{}
	for _, k := range kinds {
		names = append(names, string(k))
	}
	return names
}

// valid reads one file as check would, without judging by it.
func (c *command) valid(name, kindName string) (schemas.Kind, error) {
	src, err := c.bytes(name)
	if err != nil {
		return "", err
	}
	kind, err := kindOf(name, src, kindName)
	if err != nil {
		return "", err
	}
	doc, err := schemas.Parse(name, src, kind)
	if err != nil {
		return "", err
	}
	switch kind {
	case schemas.Manifest:
		_, err = checker.NewManifest(doc)
	case schemas.Trust:
		root, openErr := folder(name)
		if openErr != nil {
			return "", openErr
		}
		defer root.Close()
		_, err = attest.NewTrust(doc, root.FS())
	}
	return kind, err
}

// schemaLine finds the schema that a file names. It only chooses which schema the file is read by: the schema itself
// then insists on the line.
var schemaLine = regexp.MustCompile(`(?m)^[ \t{]*"?schema"?[ \t]*[=:][ \t]*"?belay/([a-z]+)/v[0-9]+`)

func kindOf(name string, src []byte, kindName string) (schemas.Kind, error) {
	flag := kindName != ""
	if !flag {
		m := schemaLine.FindSubmatch(src)
		if m == nil {
			return schemas.Manifest, nil
		}
		kindName = string(m[1])
	}
	for _, k := range kinds {
		if kindName == string(k) {
			return k, nil
		}
	}
	if flag {
		return "", refused("it is one of "+strings.Join(kindNames(), ", "), "--kind: there is no kind %q", kindName)
	}
	return "", refused("the schema line names one of belay/manifest/v1, belay/trust/v1, belay/profile/v1, belay/waivers/v1", "%s: there is no schema belay/%s/v1", name, kindName)
}

func (c *command) convert() *cobra.Command {
	var to, out, kind string
	var vars []string
	cmd := &cobra.Command{
		Use:   "convert FILE",
		Short: "Write a file in another form: HCL, YAML or JSON",
		Long: `Convert reads a file that people write and writes it as HCL, YAML or JSON, with the same values.

A manifest that is judged holds literals only. Convert also evaluates var.NAME, which --var sets,
filesha256("path") below the file's folder, and a few functions of text and lists, and writes the result.`,
		Example: `  belay convert release.hcl --to json
  belay convert release.hcl --to hcl --var version=2026.11.22-1 -o dist/release.hcl`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			values, err := varsOf(vars)
			if err != nil {
				return err
			}
			if to == "" {
				if to = strings.TrimPrefix(filepath.Ext(out), "."); to == "yml" {
					to = "yaml"
				}
			}
			if to == "" {
				to = "json"
			}
			src, err := c.bytes(args[0])
			if err != nil {
				return err
			}
			k, err := kindOf(args[0], src, kind)
			if err != nil {
				return err
			}
			root, err := folder(args[0])
			if err != nil {
				return err
			}
			defer root.Close()
			doc, err := schemas.Evaluate(args[0], src, k, root.FS(), values)
			if err != nil {
				return err
			}
			text, err := schemas.Format(doc, to)
			if err != nil {
				return refused("--to hcl, yaml or json", "%w", err)
			}
			if out != "" {
				if err := apart(out, args); err != nil {
					return err
				}
				return replaceFile(out, text)
			}
			_, err = c.std.Out.Write(text)
			return err
		},
	}
	cmd.Flags().StringVar(&to, "to", "", "hcl, yaml or json (default: what the extension of --output says, else json)")
	cmd.Flags().StringVarP(&out, "output", "o", "", "the file to write (default standard output)")
	cmd.Flags().StringArrayVar(&vars, "var", nil, "name=value, for var.name in the file; may be given many times")
	cmd.Flags().StringVar(&kind, "kind", "", "manifest, trust, profile or waivers (default: what the file's schema line says)")
	_ = cmd.RegisterFlagCompletionFunc("to", cobra.FixedCompletions([]string{"hcl", "yaml", "json"}, cobra.ShellCompDirectiveNoFileComp))
	return cmd
}

func varsOf(vars []string) (map[string]string, error) {
	values := map[string]string{}
	for _, v := range vars {
		name, value, ok := strings.Cut(v, "=")
		if !ok || name == "" {
			return nil, refused("as in --var version=1.2.3", "--var: %q is not name=value", v)
		}
		if _, twice := values[name]; twice {
			return nil, refused("give each name once", "--var: %q is given twice", name)
		}
		values[name] = value
	}
	return values, nil
}
