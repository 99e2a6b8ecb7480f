"""The flow of a demand: the common life of a record."""

from qianqiao.core.lifecycle import record_flow

DEMAND_FLOW = record_flow("demand")
