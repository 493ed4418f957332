// Package assessment is the domain: assessments, respondent groups, links and
// invitations, drafts and responses, users, and the service that ties them
// together. It knows no HTTP and no SQL: adapters (assessment/web,
// assessment/auth, storage, reports) depend on it, never the other way round.
// Of this module it imports questionnaires only.
package assessment
