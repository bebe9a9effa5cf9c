package schemas

import (
	"bytes"
	"cmp"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/zclconf/go-cty/cty"
)

const literalsOnly = "a judged manifest holds literals only: run `belay convert` and check its result"

// hclReader reads HCL native syntax. Without an evaluation it takes literals only.
type hclReader struct {
	*problems
	places  *locator
	context *evaluation
	nodes   int
}

// readHCL returns the tree of p's source with labelled blocks put where the schema wants them, or nil after noting why
// there is none.
func readHCL(p *problems, rules *schema, context *evaluation) *node {
	h := &hclReader{problems: p, places: newLocator(p.src), context: context}
	if !plainHCL(p.src) && !h.tokens() {
		return nil
	}
	file, diagnostics := hclsyntax.ParseConfig(p.src, p.file, hcl.InitialPos)
	if diagnostics.HasErrors() {
		h.diagnose(diagnostics)
		return nil
	}
	root := h.body(file.Body.(*hclsyntax.Body), mark{1, 1}, 0)
	h.arrange(root, rules, nil)
	return root
}

func (h *hclReader) mark(pos hcl.Pos) mark { return h.places.mark(pos.Byte) }

// refuse notes an error and returns a node that nobody looks at.
func (h *hclReader) refuse(at mark, message, hint string) *node {
	h.add(at, nil, message, hint)
	return &node{shape: refused, at: at}
}

func (h *hclReader) diagnose(diagnostics hcl.Diagnostics) {
	for _, d := range diagnostics.Errs() {
		one, ok := d.(*hcl.Diagnostic)
		if !ok || h.full() {
			continue
		}
		at := mark{1, 1}
		if one.Subject != nil {
			at = h.mark(one.Subject.Start)
		}
		h.add(at, nil, lower(one.Summary), lower(one.Detail))
	}
}

// lower makes a sentence of the parser one of ours.
func lower(s string) string {
	s = strings.TrimSuffix(strings.ReplaceAll(s, "\n", " "), ".")
	first, size := utf8.DecodeRuneInString(s)
	if size < len(s) && unicode.IsUpper([]rune(s[size:])[0]) {
		return Clean(s) // an abbreviation
	}
	return Clean(string(unicode.ToLower(first)) + s[size:])
}

// body reads the inside of a file or a block. Its members keep the order of the source.
func (h *hclReader) body(b *hclsyntax.Body, at mark, depth int) *node {
	out := &node{shape: object, at: at}
	if !h.room(at, depth) {
		out.shape = refused
		return out
	}
	type entry struct {
		start     int
		attribute *hclsyntax.Attribute
		block     *hclsyntax.Block
	}
	entries := make([]entry, 0, len(b.Attributes)+len(b.Blocks))
	for _, a := range b.Attributes {
		entries = append(entries, entry{start: a.NameRange.Start.Byte, attribute: a})
	}
	for _, block := range b.Blocks {
		entries = append(entries, entry{start: block.TypeRange.Start.Byte, block: block})
	}
	slices.SortFunc(entries, func(a, b entry) int { return cmp.Compare(a.start, b.start) })
	for _, e := range entries {
		key := h.places.mark(e.start)
		if e.attribute != nil {
			value := h.expression(e.attribute.Expr, key, depth+1)
			out.members = append(out.members, member{key: e.attribute.Name, at: key, value: value})
			continue
		}
		m := member{key: e.block.Type, at: key, block: true}
		for i, l := range e.block.Labels {
			m.labels = append(m.labels, label{text: l, at: h.mark(e.block.LabelRanges[i].Start)})
		}
		m.value = h.body(e.block.Body, key, depth+1)
		out.members = append(out.members, m)
	}
	return out
}

// room counts a node, and refuses it beyond the limits.
func (h *hclReader) room(at mark, depth int) bool {
	h.nodes++
	switch {
	case h.nodes == maxNodes+1:
		h.add(at, nil, fmt.Sprintf("more values than the limit of %d", maxNodes), "split the file")
	case depth > maxDepth:
		h.add(at, nil, fmt.Sprintf("nested deeper than the limit of %d", maxDepth), "no schema needs that")
	default:
		return h.nodes <= maxNodes
	}
	return false
}

// expression reads a value. The mark is that of the key it stands under.
func (h *hclReader) expression(e hclsyntax.Expression, key mark, depth int) *node {
	r := e.Range()
	at := h.mark(r.Start)
	if !h.room(at, depth) {
		return &node{shape: refused, at: at}
	}
	switch e := e.(type) {
	case *hclsyntax.LiteralValueExpr:
		return h.literal(e, at, "")
	case *hclsyntax.UnaryOpExpr:
		if value, ok := e.Val.(*hclsyntax.LiteralValueExpr); ok && e.Op == hclsyntax.OpNegate && value.Val.Type() == cty.Number {
			return h.literal(value, at, "-")
		}
	case *hclsyntax.TemplateExpr:
		if s, ok := h.quoted(e); ok {
			if len(s) > maxTextBytes {
				return h.refuse(at, fmt.Sprintf("a string longer than the limit of %d bytes", maxTextBytes), "shorten it")
			}
			return &node{shape: text, at: at, text: s}
		}
	case *hclsyntax.TupleConsExpr:
		out := &node{shape: array, at: key}
		for _, item := range e.Exprs {
			out.items = append(out.items, h.expression(item, h.mark(item.Range().Start), depth+1))
		}
		return out
	case *hclsyntax.ObjectConsExpr:
		return h.object(e, key, depth)
	}
	if h.context == nil {
		return h.refuse(at, nameOf(e)+" where a literal is expected", literalsOnly)
	}
	return h.evaluate(e, at)
}

func (h *hclReader) literal(e *hclsyntax.LiteralValueExpr, at mark, sign string) *node {
	switch {
	case e.Val.IsNull():
		return &node{shape: null, at: at}
	case e.Val.Type() == cty.Bool:
		return &node{shape: boolean, at: at, text: fmt.Sprint(e.Val.True())}
	case e.Val.Type() == cty.Number:
		canonical, fault := decimal(sign + string(h.src[e.SrcRange.Start.Byte:e.SrcRange.End.Byte]))
		if fault != "" {
			return h.refuse(at, fault, numberHint)
		}
		return &node{shape: number, at: at, text: canonical}
	}
	return h.refuse(at, "a value that is not a literal", literalsOnly)
}

func (h *hclReader) object(e *hclsyntax.ObjectConsExpr, key mark, depth int) *node {
	out := &node{shape: object, at: key}
	var known keys
	for _, item := range e.Items {
		at := h.mark(item.KeyExpr.Range().Start)
		name, ok := h.key(item.KeyExpr)
		if !ok {
			h.add(at, nil, "a key that is not a plain name", "write a name, or a string without ${…}")
			continue
		}
		value := h.expression(item.ValueExpr, at, depth+1)
		if known.taken(out.members, name) {
			h.add(at, nil, "the key "+quote(name)+" is given twice", "remove one")
			continue
		}
		out.members = append(out.members, member{key: name, at: at, value: value})
	}
	return out
}

func (h *hclReader) key(e hclsyntax.Expression) (string, bool) {
	wrapped, ok := e.(*hclsyntax.ObjectConsKeyExpr)
	if !ok || wrapped.ForceNonLiteral {
		return "", false
	}
	switch inner := wrapped.Wrapped.(type) {
	case *hclsyntax.ScopeTraversalExpr:
		return inner.Traversal.RootName(), len(inner.Traversal) == 1
	case *hclsyntax.TemplateExpr:
		return h.quoted(inner)
	}
	return "", false
}

// quoted returns the text of a quoted string that holds text only. It is read from the source: the parser's own value
// has been changed to a normal form of Unicode, which the other languages do not do.
func (h *hclReader) quoted(e *hclsyntax.TemplateExpr) (string, bool) {
	var parsed strings.Builder
	for _, part := range e.Parts {
		literal, ok := part.(*hclsyntax.LiteralValueExpr)
		if !ok || literal.Val.Type() != cty.String {
			return "", false
		}
		parsed.WriteString(literal.Val.AsString())
	}
	r := e.Range()
	raw := h.src[r.Start.Byte:r.End.Byte]
	if len(raw) < 2 || raw[0] != '"' {
		return "", false // a heredoc
	}
	raw = raw[1 : len(raw)-1]
	if !bytes.ContainsAny(raw, `\$%`) {
		return string(raw), true
	}
	s, diagnostics := hclsyntax.ParseStringLiteralToken(hclsyntax.Token{Type: hclsyntax.TokenQuotedLit, Bytes: raw})
	same := cty.NormalizeString(s) == cty.NormalizeString(parsed.String())
	return s, same && !diagnostics.HasErrors()
}

// nameOf names what stands where a literal should.
func nameOf(e hclsyntax.Expression) string {
	switch e.(type) {
	case *hclsyntax.ScopeTraversalExpr, *hclsyntax.RelativeTraversalExpr, *hclsyntax.IndexExpr:
		return "a variable"
	case *hclsyntax.FunctionCallExpr:
		return "a function call"
	case *hclsyntax.ConditionalExpr:
		return "a condition"
	case *hclsyntax.ForExpr:
		return "a for expression"
	case *hclsyntax.SplatExpr:
		return "a splat"
	case *hclsyntax.BinaryOpExpr, *hclsyntax.UnaryOpExpr:
		return "an operator"
	case *hclsyntax.TemplateExpr, *hclsyntax.TemplateWrapExpr:
		return "a template or heredoc"
	}
	return "an expression"
}
