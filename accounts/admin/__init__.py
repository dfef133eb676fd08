from accounts.admin.staff import RoleAdmin, StaffAdmin

__all__ = ["RoleAdmin", "StaffAdmin"]
