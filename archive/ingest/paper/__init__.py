"""Pages of paper (PDFs, scans) to a text in reading order: what stands where, and what that makes of it.

`glyphs` takes the runs of text and their places off a PDF page; `rows` and `order` put them in reading order,
`repeats` finds what stands on every page, `blocks` makes paragraphs, headings and rows of tables of lines,
and `flow` joins what goes on in the next column or overleaf. Lengths are points (1/72 inch), y counts
downwards.
"""
