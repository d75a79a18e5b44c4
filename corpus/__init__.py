"""An invented bilingual archive with its gold answers: the demo, a test bed, and the floors of accuracy."""
