"""Which process measure goes with which touchpoint's score: by linked answers, or by period where no link exists."""
