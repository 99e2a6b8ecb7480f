"""All demands of a country against all its offers: prepared folders, one kernel, one machine or many."""
