"""What mail providers report, whichever it is: read by anymail, told as a report of ours."""
