package web

// pager leads from one page of a list to those beside it.
type pager struct {
	Label        string // what is listed
	Newer, Older string // addresses, "" where there is none
	Place        string // "Page 2 of 3", "" for a single page
}

// pagesOf is how many pages so many entries fill, one at least.
func pagesOf(entries, perPage int) int { return max(1, (entries+perPage-1)/perPage) }

func (v prioVoice) pager(label string, page, pages int, address func(page int) string) pager {
	out := pager{Label: label}
	if page > 1 {
		out.Newer = address(page - 1)
	}
	if page < pages {
		out.Older = address(page + 1)
	}
	if pages > 1 {
		out.Place = v.t("quest_comments_page", "Page", page, "Of", pages)
	}
	return out
}
