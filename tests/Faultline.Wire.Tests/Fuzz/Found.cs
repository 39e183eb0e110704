namespace Faultline.Wire.Tests.Fuzz;

/// <summary>Requests that fuzzing found to be answered wrongly once, escaped as a failure prints them.</summary>
internal static class Found
{
    public static TheoryData<string> Rows { get; } = new()
    {
        // An error that quoted a control character was no XML.
        @"POST / HTTP/1.1\x0d\x0aHost: localhost\x0d\x0aContent-Type: application/x-www-form-urlencoded\x0d\x0a"
            + @"Content-Length: 36\x0d\x0a\x0d\x0aAction=RunInstance\x1b&Version=2016-11-15",
        // A client that cannot count its chunks filled the log with errors of ours.
        @"POST / HTTP/1.1\x0d\x0aHost: localhost\x0d\x0aX-Amz-Target: AmazonSQS.ListQueues\x0d\x0a"
            + @"Transfer-Encoding: chunked\x0d\x0a\x0d\x0a2\x0d\x0a{}}\x0d\x0a0\x0d\x0a\x0d\x0a",
    };
}
