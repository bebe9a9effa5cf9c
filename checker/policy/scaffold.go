package policy

// Scaffold holds the sentences of a commitment that was only begun: what its author is to say in words of their own.
type Scaffold struct{ Description, Why, Fix string }

// Scaffolds are those that the bench begins commitments with, by the name of their template. Lint knows them again: they
// are true of the example, and would be published as what the new commitment asks.
var Scaffolds = map[string]Scaffold{
	"field": {
		Description: "The release to go back to is offered to every connected device within 60 min (`longest`).",
		Why:         "What is not withdrawn within the hour has reached a working day. The numbers are ours.",
		Fix:         "Offer the release to go back to sooner, and attach the result of the test that shows it.",
	},
	"rollout": {
		Description: "The first stage outside the vendor's own fleet is watched for at least 24 h (`least_watch`) before the next one starts.",
		Why:         "A day shows what happens in every time zone. The numbers are ours.",
		Fix:         "Give the first external stage a longer soak.",
	},
}
