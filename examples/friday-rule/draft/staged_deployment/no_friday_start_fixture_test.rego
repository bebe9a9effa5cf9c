# A release that keeps SD-08: the one that the built-in pack's tests start from, with what this draft needs laid upon it.
package belay.staged_deployment.no_friday_start_fixture

import data.belay.fixture

release := object.union(fixture.release, {"parameters": {"SD-08": {"forbidden_days": ["friday"]}}})

# changed is the release with over laid upon it: objects are merged, everything else is replaced.
changed(over) := object.union(release, over)

# without is the release lacking the values at paths such as "manifest/gates".
without(paths) := json.remove(release, paths)

# only is the release with just these pieces of evidence.
only(evidence) := object.union(release, {"evidence": evidence})
