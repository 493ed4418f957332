package assessment

import (
	"context"
	"errors"
	"fmt"
	"net/mail"
	"slices"
	"strings"
)

// newLink derives a fresh group link.
func (s *Service) newLink(assessment ID, group string) (Link, error) {
	id, err := NewID(s.random)
	if err != nil {
		return Link{}, err
	}
	link := Link{ID: id, Assessment: assessment, Group: group, Generation: 1}
	link.Hash = HashToken(s.tokens.Token(GroupToken, link.ID, link.Generation))
	return link, nil
}

// Addresses returns the links to hand out, as EachAddress does.
func (s *Service) Addresses(ctx context.Context, id ID) ([]LinkAddress, error) {
	var addresses []LinkAddress
	err := s.EachAddress(ctx, id, func(l *LinkAddress) error {
		addresses = append(addresses, *l)
		return nil
	})
	return addresses, err
}

// EachAddress calls yield for every link to hand out, in the order of the
// groups: one for each group, or one for each invitation of a group with
// personal access. A personal group without invitations yet is reached through
// its group link. However many there are, it holds one at a time.
func (s *Service) EachAddress(ctx context.Context, id ID, yield func(*LinkAddress) error) error {
	a, err := s.store.Assessment(ctx, id)
	if err != nil {
		return err
	}
	links, err := s.store.Links(ctx, id)
	if err != nil {
		return err
	}
	for _, g := range a.Groups {
		personal := 0
		err := s.store.EachInvitation(ctx, id, g.Key, func(inv *Invitation) error {
			personal++
			return yield(&LinkAddress{
				Group: g.Key, Email: inv.Email, Name: inv.Name, Language: inv.Language, Revoked: inv.Revoked,
				Token: s.tokens.Token(PersonalToken, inv.ID, inv.Generation),
			})
		})
		if err != nil {
			return err
		}
		if g.Access == AccessPersonal && personal > 0 {
			continue
		}
		for _, link := range links {
			if link.Group != g.Key {
				continue
			}
			err := yield(&LinkAddress{Group: g.Key, Revoked: link.Revoked, Token: s.tokens.Token(GroupToken, link.ID, link.Generation)})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// EachContact calls yield for everybody who has a personal link, by group and
// address, as a contacts file says it: whether somebody has opened the link or
// answered is nowhere in it. Revoked links and deleted addresses are left out.
func (s *Service) EachContact(ctx context.Context, id ID, yield func(*Contact) error) error {
	a, err := s.store.Assessment(ctx, id)
	if err != nil {
		return err
	}
	for _, g := range a.Groups {
		err := s.store.EachInvitation(ctx, id, g.Key, func(inv *Invitation) error {
			if inv.Revoked || inv.Email == "" {
				return nil
			}
			return yield(&Contact{
				Email: inv.Email, Name: inv.Name, Group: inv.Group,
				Language: inv.Language, Location: inv.Location, Function: inv.Function,
			})
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// RotateLink gives a group a new link; the old one stops working at once.
func (s *Service) RotateLink(ctx context.Context, id ID, group string) error {
	return s.changeLink(ctx, id, group, false)
}

// RevokeLink stops a group's link without a new one; RotateLink restores it.
func (s *Service) RevokeLink(ctx context.Context, id ID, group string) error {
	return s.changeLink(ctx, id, group, true)
}

func (s *Service) changeLink(ctx context.Context, id ID, group string, revoked bool) error {
	links, err := s.store.Links(ctx, id)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(links, func(l Link) bool { return l.Group == group })
	if i < 0 {
		return fmt.Errorf("link of group %s: %w", group, ErrNotFound)
	}
	link := links[i]
	link.Generation++
	link.Revoked = revoked
	link.Hash = HashToken(s.tokens.Token(GroupToken, link.ID, link.Generation))
	action := ActionLinkRenewed
	if revoked {
		action = ActionLinkRevoked
	}
	return s.store.ReplaceLink(ctx, link, s.event(ctx, id, action, group))
}

// Invite stores one invitation a contact, all or none, and returns how many.
// The error names every contact that cannot be invited, up to twenty.
func (s *Service) Invite(ctx context.Context, id ID, contacts []Contact) (int, error) {
	a, err := s.store.Assessment(ctx, id)
	if err != nil {
		return 0, err
	}
	if a.Status != StatusDraft && a.Status != StatusOpen {
		return 0, fail(Gone, "error_survey_closed")
	}
	invitations := make([]Invitation, 0, len(contacts))
	seen := map[string]bool{}
	var problems []error
	for i, c := range contacts {
		invitation, err := s.invitation(a, c)
		if err == nil && seen[invitation.Email] {
			err = invalid("email", "error_address_twice", "Value", invitation.Email)
		}
		if reason, ok := errors.AsType[*Error](err); ok {
			problems = append(problems, inRow(i+1, reason))
			continue
		}
		if err != nil {
			return 0, err
		}
		seen[invitation.Email] = true
		invitations = append(invitations, invitation)
	}
	if len(problems) > maxImportErrors {
		more := len(problems) - maxImportErrors
		problems = append(problems[:maxImportErrors], fail(Invalid, "error_import_more", "Count", more))
	}
	if len(problems) > 0 {
		return 0, errors.Join(problems...)
	}
	if err := s.store.AddInvitations(ctx, invitations); err != nil {
		if KindOf(err) == Conflict {
			return 0, invalid("email", "error_address_invited")
		}
		return 0, err
	}
	return len(invitations), nil
}

func (s *Service) invitation(a *Assessment, c Contact) (Invitation, error) {
	address, err := mail.ParseAddress(strings.TrimSpace(c.Email))
	if err != nil {
		return Invitation{}, invalid("email", "error_address_invalid", "Value", c.Email)
	}
	if a.Group(c.Group) == nil {
		return Invitation{}, invalid("group", "error_group_unknown", "Group", c.Group)
	}
	for field, value := range map[string]struct {
		text string
		ok   bool
	}{
		"location": {c.Location, c.Location == "" || hasSegment(a.Locations, c.Location)},
		"function": {c.Function, c.Function == "" || hasSegment(a.Functions, c.Function)},
		"language": {c.Language, c.Language == "" || slices.Contains(a.Languages, c.Language)},
	} {
		if !value.ok {
			return Invitation{}, invalid(field, "error_value_unknown", "Value", value.text)
		}
	}
	id, err := NewID(s.random)
	if err != nil {
		return Invitation{}, err
	}
	name := c.Name
	if name == "" {
		name = address.Name
	}
	inv := Invitation{
		ID: id, Assessment: a.ID, Group: c.Group, Email: strings.ToLower(address.Address), Name: name,
		Language: c.Language, Location: c.Location, Function: c.Function, Generation: 1,
	}
	inv.Hash = HashToken(s.tokens.Token(PersonalToken, inv.ID, inv.Generation))
	return inv, nil
}
