package attest

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"

	"belay/schemas"
)

// Every error of Open is one of the types below, each of which also has Hint() string: what the person who
// made the release, or the one who judges it, can do. Their text is safe to print; what is in
// their fields is not, for it may come from a stranger's file.

// MalformedError: the bytes are no attestation in the form that is accepted, signed or not.
type MalformedError struct {
	At     string // where in the bundle, e.g. "dsseEnvelope.signatures"; "" for all of it
	Reason string
	Err    error // what a library said; may be nil
}

// Error says where and what.
func (e *MalformedError) Error() string {
	return address("malformed bundle", e.At) + schemas.Clean(e.Reason) + because(e.Err)
}

// Hint says what to do.
func (e *MalformedError) Hint() string {
	return "give a sigstore bundle (v0.1 to v0.3) that holds one in-toto statement in a DSSE envelope with one signature"
}

// Unwrap returns the library's error.
func (e *MalformedError) Unwrap() error { return e.Err }

// SignatureError: something that had to vouch for the bundle does not.
type SignatureError struct {
	What string // e.g. "the envelope's signature"
	Root string // the root it was checked against; "" for plain keys
	Err  error
}

// Error says what does not match.
func (e *SignatureError) Error() string {
	return "bad signature: " + e.What + " does not verify" + against(e.Root) + because(e.Err)
}

// Hint says what to do.
func (e *SignatureError) Hint() string {
	return "the bundle was changed after it was signed, or is of another sigstore instance: fetch it again from where it was made"
}

// Unwrap returns the library's error.
func (e *SignatureError) Unwrap() error { return e.Err }

// UntrustedSignerError: nobody in the trust file made this signature. Who did is the bundle's own claim.
type UntrustedSignerError struct {
	Issuer, Identity string   // of the certificate, unverified
	Key              string   // the key hint of the bundle, unverified
	Listed           []string // what the trust file lists instead, in order
	Err              error
}

// Error says who the signer claims to be, and whom the trust file knows.
func (e *UntrustedSignerError) Error() string {
	var out strings.Builder
	out.WriteString("untrusted signer: ")
	switch {
	case e.Identity != "":
		fmt.Fprintf(&out, "claims to be %q", schemas.Clean(e.Identity))
		if e.Issuer != "" {
			fmt.Fprintf(&out, " of issuer %q", schemas.Clean(e.Issuer))
		}
	case e.Key != "":
		fmt.Fprintf(&out, "claims the key %q", schemas.Clean(keyText(e.Key)))
	default:
		out.WriteString("it names neither itself nor its key")
	}
	switch {
	case e.Err != nil:
		out.WriteString(because(e.Err))
	case len(e.Listed) == 0:
		out.WriteString(", and no signer is trusted")
	default:
		out.WriteString(", which is none of: " + strings.Join(shorten(e.Listed), "; "))
	}
	return out.String()
}

// Hint says what to do.
func (e *UntrustedSignerError) Hint() string {
	return "if this signer should be believed, add it to the trust file after checking with its owner: what the bundle claims is not yet proven"
}

// Unwrap returns the library's error.
func (e *UntrustedSignerError) Unwrap() error { return e.Err }

// NotAllowedError: the signature is good, and its signer may not attest to this kind of thing.
type NotAllowedError struct {
	Signer  string   // its name in the trust file
	Type    string   // the predicate type, short
	Allowed []string // what it may attest to
}

// Error says who may not attest to what.
func (e *NotAllowedError) Error() string {
	return fmt.Sprintf("not allowed: signer %q may not attest to %q, only to: %s",
		schemas.Clean(e.Signer), schemas.Clean(e.Type), strings.Join(shorten(e.Allowed), ", "))
}

// Hint says what to do.
func (e *NotAllowedError) Hint() string {
	return "let a signer that may attest to it sign it, or add the type to this signer's `attests` in the trust file"
}

// NoTimeError: what the root requires to tell when the bundle was signed is not in it.
type NoTimeError struct {
	Root    string
	Missing string // e.g. "an entry of a transparency log"
	Err     error
}

// Error says what is missing.
func (e *NoTimeError) Error() string {
	return fmt.Sprintf("no trusted time: the bundle lacks %s, which root %q requires", e.Missing, schemas.Clean(e.Root)) + because(e.Err)
}

// Hint says what to do.
func (e *NoTimeError) Hint() string {
	return "sign with the log and the timestamp authority of that root, and keep their answers in the bundle"
}

// Unwrap returns the library's error.
func (e *NoTimeError) Unwrap() error { return e.Err }

// FutureError: the bundle was signed after the moment of judgement.
type FutureError struct {
	Time, Now time.Time
	Source    string // where the time comes from
}

// Error gives both times.
func (e *FutureError) Error() string {
	return fmt.Sprintf("signed in the future: at %s by its %s, and it is judged at %s", stampText(e.Time), e.Source, stampText(e.Now))
}

// Hint says what to do.
func (e *FutureError) Hint() string {
	return "judge it at a time after it was signed, or look at the clock of this machine"
}

// ValidityError: a certificate or key was used outside of the time for which it is good.
type ValidityError struct {
	What     string    // e.g. "the signing certificate"
	Time     time.Time // of signing; zero when unknown
	From, To time.Time // zero where there is no bound
	Root     string
	Err      error
}

// Error gives the time and the window.
func (e *ValidityError) Error() string {
	text := "outside validity: " + e.What + " was not valid when the bundle was signed"
	if !e.Time.IsZero() {
		text += " at " + stampText(e.Time)
	}
	if !e.From.IsZero() {
		text += ", valid from " + stampText(e.From)
	}
	if !e.To.IsZero() {
		text += " until " + stampText(e.To)
	}
	return text + against(e.Root) + because(e.Err)
}

// Hint says what to do.
func (e *ValidityError) Hint() string {
	return "sign again within the certificate's lifetime; if the instance has changed its keys, update the root"
}

// Unwrap returns the library's error.
func (e *ValidityError) Unwrap() error { return e.Err }

// PredicateError: a trusted signer signed it, and what it says does not follow its type's schema.
type PredicateError struct {
	Type   string // short
	Signer string
	Err    error
}

// Error says which type, and what is wrong.
func (e *PredicateError) Error() string {
	return fmt.Sprintf("predicate not valid: %s signed by %q", schemas.Clean(e.Type), schemas.Clean(e.Signer)) + because(e.Err)
}

// Hint says what to do.
func (e *PredicateError) Hint() string {
	return "correct the predicate after its schema and sign it again"
}

// Unwrap returns what the schema found.
func (e *PredicateError) Unwrap() error { return e.Err }

// keyText writes a key's hint as keys are shown elsewhere, where it is the digest that cosign and Belay write there.
func keyText(hint string) string {
	digest, err := base64.StdEncoding.DecodeString(hint)
	if err != nil || len(digest) != sha256.Size {
		return hint
	}
	return "sha256:" + hex.EncodeToString(digest)
}

func address(what, at string) string {
	if at == "" {
		return what + ": "
	}
	return what + ": " + at + ": "
}

func against(root string) string {
	if root == "" {
		return ""
	}
	return fmt.Sprintf(" by root %q", schemas.Clean(root))
}

func because(err error) string {
	if err == nil {
		return ""
	}
	text := err.Error()
	if list := schemas.Errors(nil); errors.As(err, &list) && len(list) > 0 {
		if text = list[0].Error(); len(list) > 1 {
			text += fmt.Sprintf("; and %d more", len(list)-1)
		}
	}
	return " (" + schemas.Clean(text) + ")"
}

func stampText(t time.Time) string { return t.UTC().Format(time.RFC3339) }

// shorten keeps a long list fit for one message.
func shorten(list []string) []string {
	const most = 8
	out := make([]string, 0, most+1)
	for i, s := range list {
		if i == most {
			return append(out, fmt.Sprintf("and %d more", len(list)-most))
		}
		out = append(out, schemas.Clean(s))
	}
	return out
}
