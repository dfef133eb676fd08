"""Only what the inbox does by itself."""

WIRING = {"orders.channel_notice_kept": ["desk.tasks.work_notice"]}
