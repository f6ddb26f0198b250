throw new Error("the desk is locked");
