package schemas

import (
	"fmt"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// Limits for what the HCL parser is given. It calls itself for every bracket and operator, and a stack that overflows
// ends the process: nothing can catch that.
const (
	maxHCLNesting   = 2 * maxDepth // brackets, strings and templates inside each other
	maxHCLOperators = 500          // operators, dots and template parts in a file that is evaluated
)

const numberHint = "write a plain decimal, as in 0.1 or 1000"

// notLiteral names the tokens that no file of literals has. Checked before parsing, they leave the parser nothing to
// recurse into but lists and objects.
var notLiteral = map[hclsyntax.TokenType]string{
	hclsyntax.TokenOParen: "a parenthesis", hclsyntax.TokenDot: "a variable", hclsyntax.TokenQuestion: "a condition",
	hclsyntax.TokenStar: "an operator", hclsyntax.TokenSlash: "an operator", hclsyntax.TokenPlus: "an operator",
	hclsyntax.TokenPercent: "an operator", hclsyntax.TokenEqualOp: "an operator", hclsyntax.TokenNotEqual: "an operator",
	hclsyntax.TokenLessThan: "an operator", hclsyntax.TokenLessThanEq: "an operator",
	hclsyntax.TokenGreaterThan: "an operator", hclsyntax.TokenGreaterThanEq: "an operator",
	hclsyntax.TokenAnd: "an operator", hclsyntax.TokenOr: "an operator", hclsyntax.TokenBang: "an operator",
	hclsyntax.TokenMinus: "an operator", hclsyntax.TokenEllipsis: "a for expression",
	hclsyntax.TokenFatArrow: "a for expression", hclsyntax.TokenDoubleColon: "a function call",
	hclsyntax.TokenTemplateInterp: "a template", hclsyntax.TokenTemplateControl: "a template",
	hclsyntax.TokenOHeredoc: "a heredoc",
}

// tokens looks at the source word by word before the parser does, and says whether it is safe to parse.
func (h *hclReader) tokens() bool {
	tokens, diagnostics := hclsyntax.LexConfig(h.src, h.file, hcl.InitialPos)
	if diagnostics.HasErrors() {
		h.diagnose(diagnostics)
		return false
	}
	nesting, operators := 0, 0
	for i, t := range tokens {
		var next hclsyntax.Token
		if i+1 < len(tokens) {
			next = tokens[i+1]
		}
		switch t.Type {
		case hclsyntax.TokenOBrace, hclsyntax.TokenOBrack, hclsyntax.TokenOParen, hclsyntax.TokenOQuote,
			hclsyntax.TokenOHeredoc, hclsyntax.TokenTemplateInterp, hclsyntax.TokenTemplateControl:
			nesting++
		case hclsyntax.TokenCBrace, hclsyntax.TokenCBrack, hclsyntax.TokenCParen, hclsyntax.TokenCQuote,
			hclsyntax.TokenCHeredoc, hclsyntax.TokenTemplateSeqEnd:
			nesting--
		case hclsyntax.TokenNumberLit:
			if !h.numeral(t, next) {
				return false
			}
		}
		if nesting > maxHCLNesting {
			h.add(h.mark(t.Range.Start), nil, fmt.Sprintf("nested deeper than the limit of %d", maxHCLNesting), "no schema needs that")
			return false
		}
		name, expression := notLiteral[t.Type]
		if !expression || t.Type == hclsyntax.TokenMinus && next.Type == hclsyntax.TokenNumberLit && !operand(tokens, i) {
			continue
		}
		if h.context == nil {
			if t.Type == hclsyntax.TokenOParen && i > 0 && tokens[i-1].Type == hclsyntax.TokenIdent {
				name = "a function call"
			}
			h.add(h.mark(t.Range.Start), nil, name+" where a literal is expected", literalsOnly)
			return false
		}
		if operators++; operators > maxHCLOperators {
			h.add(h.mark(t.Range.Start), nil, fmt.Sprintf("more operators than the limit of %d", maxHCLOperators), "write the values out")
			return false
		}
	}
	return true
}

// operand says whether the minus at i stands behind a value, and so subtracts.
func operand(tokens hclsyntax.Tokens, i int) bool {
	if i == 0 {
		return false
	}
	switch tokens[i-1].Type {
	case hclsyntax.TokenNumberLit, hclsyntax.TokenIdent, hclsyntax.TokenCQuote, hclsyntax.TokenCBrace,
		hclsyntax.TokenCBrack, hclsyntax.TokenCParen, hclsyntax.TokenMinus:
		return true
	}
	return false
}

// numeral refuses numbers that the parser would turn into something huge, and those that run into a word, as 0x1f does.
func (h *hclReader) numeral(t, next hclsyntax.Token) bool {
	_, fault := decimal(string(t.Bytes))
	if fault == "" && next.Type == hclsyntax.TokenIdent && next.Range.Start.Byte == t.Range.End.Byte {
		fault = quote(string(t.Bytes)+string(next.Bytes)) + " is neither a number nor a string"
	}
	if fault != "" {
		h.add(h.mark(t.Range.Start), nil, fault, numberHint)
	}
	return fault == ""
}

// arrange puts labelled blocks where the schema wants them: stage "early" {…} becomes an element of stages whose name
// is early. It also finds keys that are given twice, as blocks and attributes share their names.
func (h *hclReader) arrange(n *node, s *schema, path []any) {
	if s == nil {
		s = &schema{}
	}
	switch n.shape {
	case array:
		for i, item := range n.items {
			h.arrange(item, s.items, append(path, i))
		}
	case object:
		h.arrangeObject(n, s, path)
	}
}

func (h *hclReader) arrangeObject(n *node, s *schema, path []any) {
	members := make([]member, 0, len(n.members))
	lists := map[string]*node{}
	var known keys
	for _, m := range n.members {
		list, sub := s.listOf(m.key)
		if sub != nil && m.block {
			at := lists[list]
			if at == nil {
				at = &node{shape: array, at: m.at}
				if known.taken(members, list) {
					h.add(m.at, path, "the list "+quote(list)+" is given already", "remove one")
				}
				lists[list] = at
				members = append(members, member{key: list, at: m.at, value: at})
			}
			here := append(path, list, len(at.items))
			h.labelled(&m, sub, here)
			at.items = append(at.items, m.value)
			h.arrange(m.value, sub.items, here)
			continue
		}
		if own := s.properties[m.key]; sub == nil && own != nil && own.block != "" {
			list, sub = m.key, own
		}
		if sub != nil && !(list == m.key && m.value.shape == array && len(m.value.items) == 0) {
			h.add(m.at, path, quote(m.key)+" is not written like this", "write one block for each: "+sub.example())
			m.key, m.value = list, &node{shape: refused, at: m.at}
		}
		if len(m.labels) > 0 {
			h.add(m.labels[0].at, path, "the block "+quote(m.key)+" takes no label", "remove "+quote(m.labels[0].text))
		}
		if known.taken(members, m.key) {
			h.add(m.at, path, "the key "+quote(m.key)+" is given twice", "remove one, or write both in one block")
			continue
		}
		h.arrange(m.value, s.property(m.key), append(path, m.key))
		members = append(members, m)
	}
	n.members = members
}

// labelled gives an element of a list the property that its block's label stands for.
func (h *hclReader) labelled(m *member, s *schema, path []any) {
	want := 1
	if s.label == "" {
		want = 0
	}
	if len(m.labels) != want {
		h.add(m.at, path, fmt.Sprintf("the block %s has %d labels, not %d", quote(m.key), len(m.labels), want), "write "+s.example())
	}
	if want == 0 || m.value.shape != object {
		return
	}
	for _, inner := range m.value.members {
		if inner.key == s.label {
			h.add(inner.at, path, quote(s.label)+" is the label of the block", "remove it here")
			return
		}
	}
	value := &node{shape: refused, at: m.at}
	if len(m.labels) > 0 {
		value = &node{shape: text, at: m.labels[0].at, text: m.labels[0].text}
	}
	m.value.members = append([]member{{key: s.label, at: value.at, value: value}}, m.value.members...)
}
