//! Round after round against servers that fail at random.
