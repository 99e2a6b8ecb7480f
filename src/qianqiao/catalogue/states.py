"""The flows of achievements, patents and experts: the common life of a record, under their own event names."""

from qianqiao.core.lifecycle import record_flow

ACHIEVEMENT_FLOW = record_flow("achievement")
PATENT_FLOW = record_flow("patent")
EXPERT_FLOW = record_flow("expert")
