// Package assessment is the core of Safeguard: the types and rules of a HIPAA security risk analysis. It imports
// the standard library only, reads no file and no clock, and makes no ids; what it needs comes in as arguments.
//
// # Two words for one thing
//
// The rule says risk analysis (45 CFR 164.308(a)(1)(ii)(A)), NIST says risk assessment (SP 800-30, SP 800-66). Here
// an [Assessment] is the piece of work, one client in one period, with its state; the risk analysis is the
// document that comes of it.
//
// # The tour
//
// A [Catalog] is what an assessment is made against: a [Questionnaire], the [Rule] table, the [Threat] library and
// the [Risk] library. A [Content] is all that people gave: answers, inventory, decisions, treatments, remediations.
// [Content.Check] says what in it cannot be understood. [Rate] computes a [Result] from both, in this order:
//
//   - a [Standing] for each question: is it asked, and what does its answer count for (standing.go);
//   - for each risk the controls that count, the harm that they leave, and three levels through the two tables of
//     NIST SP 800-30 (rate.go, scale.go);
//   - for each row of the rule the worst of its questions (rows.go);
//   - the totals and the index (totals.go), the plan in the order of its worth (plan.go);
//   - what is missing for a final report, by the elements of OCR's guidance (lint.go), and what each gap is about
//     (subject.go).
//
// [UnplannedOf] lists what is not in place and in no plan, with the questionnaire's remediation for it (unplanned.go);
// [Catalog.CheckRemediation] checks a line of the plan, and [Remediation.Advance] keeps its history.
// [Outlooks] tells what the risks become as each quarter's part of the plan is done (outlook.go), and
// [Content.Precedences] why a line stands before the next (plan_order.go).
//
// [Compare] sets a result beside an earlier one. An [Assessment] goes from draft through review to final, and is
// amended by another (lifecycle.go).
//
// A year begins with [CarryForward], which makes a [Proposal] of each answer of last year that may still be true
// (proposal.go). A person confirms it or answers otherwise, which [Catalog.CheckAnswer] checks and [ModeOf] names
// (given.go); what changed at the client (change.go) and this year's proofs decide which may be confirmed [Together]
// (together.go). [ProgressOf] counts how far that has come (progress.go), [Hasty] lists what was confirmed too fast to
// have been read (hasty.go), and [NextOf] says what comes next (next.go).
//
// Before all of it a client is screened: [Screen] decides by the rules of a screening's file whether a [PHIScreening] found
// PHI, a [Finding] sums it up, and [NextOfClient] says whether to screen, to record what was found or to go on (screening.go).
//
// # Glossary
//
// Standard, specification: rows of the rule. A required one must be met; an addressable one may be answered by a
// [Decision] (164.306(d)(3)); a standard binds as a required one does.
//
// Threat: an event with a source (SP 800-30 table D-2) and an occurrence, the likelihood that it happens in a year.
// Vulnerability: the weakness through which it does harm. Risk: a threat that meets a vulnerability.
//
// Proposal: an answer that comes from last year, the baseline, a contact or a file, and that nobody has given yet. It
// counts as unanswered. Proof: what shows on a day of this year that an answer is true; it is never carried over.
//
// Control: a question as seen from a risk. Without a key control the risk happens as told; a supporting one makes
// it rarer, smaller or sooner noticed.
//
// Harm: the likelihood of adverse impact once the threat occurs (table G-4), from the controls. Likelihood:
// occurrence and harm through table G-5. Impact: the worst of those on confidentiality, integrity and
// availability. Level: likelihood and impact through table I-2.
//
// Inherent: with every control missing. Current: as answered. Target: with every planned remediation done.
//
// Treatment: the response to one risk (mitigate, accept, transfer, avoid). Remediation: one line of the risk
// management plan (164.308(a)(1)(ii)(B)); it puts questions in place.
package assessment
