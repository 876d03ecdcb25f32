"""A site that invents itself: staff, customers, a year's past, and a hotline that never stands still."""
