"""Qianqiao 千桥: carries the patents, achievements and people of universities to enterprises."""

__version__ = "0.1.0"
