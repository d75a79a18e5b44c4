"""What an archive hands over in forms that others read, and takes back.

bag         all that it holds, as a bag (BagIt 1.0), written and taken back without loss
"""
