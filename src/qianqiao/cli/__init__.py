"""The command `qianqiao`: a front door; the work is done in the rooms below."""
