// Package copies makes the copies of reports that leave the house: one that is signed with the provider's certificate, or
// one that opens with a password alone. A signed copy that was encrypted afterwards would no longer be valid, so a copy is
// one or the other. The package never changes a report, keeps nothing, and asks no other server for anything: no time from
// an authority, and no list of certificates that were revoked.
package copies
