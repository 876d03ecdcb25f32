"""Complaints: cases with stages, evidence, plans, approvals, and escalation level by level with named owners."""
