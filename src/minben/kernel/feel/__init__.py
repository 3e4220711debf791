def evaluate(*a): raise NotImplementedError
def parse(*a): raise NotImplementedError
