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
        // Values whose counts are an empty list were a 500.
        @"POST /service/GraniteServiceVersion20100801/operation/PutMetricData HTTP/1.1\x0d\x0a"
            + @"Host: localhost:4566\x0d\x0aSmithy-Protocol: rpc-v2-cbor\x0d\x0aContent-Type: application/cbor\x0d\x0a"
            + @"Content-Length: 144\x0d\x0a\x0d\x0a"
            + @"\xa2iNamespaceanjMetricData\x9f\xa4jMetricNameameValue\xf9>\x00dUniteCount"
            + @"jDimensions\x9f\xa2dNameaaeValueab\xff\xa4jMetricNameamfValues\x9f\x01\xf9A\x00\xff"
            + @"fCounts\x9f\xffqStorageResolution\x01\xff",
        // Half a surrogate pair where base64 belongs was a 500.
        @"POST / HTTP/1.1\x0d\x0aHost: localhost\x0d\x0aX-Amz-Target: AmazonSQS.SendMessage\x0d\x0a"
            + @"Content-Length: 127\x0d\x0a\x0d\x0a{""QueueUrl"":""http://h/000000000000/q"",""MessageBod"
            + @"y"":""m"",""MessageAttributes"":{""b"":{""DataType"":""Binary"",""BinaryValue"":""\\ud800""}}}",
        // The same within the JSON of an attribute.
        @"POST / HTTP/1.1\x0d\x0aHost: localhost\x0d\x0aX-Amz-Target: AmazonSQS.SetQueueAttributes\x0d\x0a"
            + @"Content-Length: 131\x0d\x0a\x0d\x0a{""QueueUrl"":""http://h/000000000000/q"",""Attributes"":{""R"
            + @"edrivePolicy"":""{\\""deadLetterTargetArn\\"":\\""\\\\ud800\\"",\\""maxReceiveCount\\"":5}""}}",
        @"POST / HTTP/1.1\x0d\x0aHost: localhost\x0d\x0aX-Amz-Target: AmazonSQS.SetQueueAttributes\x0d\x0a"
            + @"Content-Length: 109\x0d\x0a\x0d\x0a{""QueueUrl"":""http://h/000000000000/q"",""Attributes"":{""R"
            + @"edrivePolicy"":""{\\""\\\\ud800\\"":1,\\""maxReceiveCount\\"":5}""}}",
        @"POST / HTTP/1.1\x0d\x0aHost: localhost\x0d\x0aX-Amz-Target: AmazonSQS.SetQueueAttributes\x0d\x0a"
            + @"Content-Length: 89\x0d\x0a\x0d\x0a{""QueueUrl"":""http://h/000000000000/q"",""Attributes"":{""Re"
            + @"drivePolicy"":""{\\""a\\"":1,\\""a\\"":2}""}}",
        @"POST / HTTP/1.1\x0d\x0aHost: localhost\x0d\x0aX-Amz-Target: AmazonSQS.SetQueueAttributes\x0d\x0a"
            + @"Content-Length: 171\x0d\x0a\x0d\x0a{""QueueUrl"":""http://h/000000000000/q"",""Attributes"":{""P"
            + @"olicy"":""{\\""Statement\\"":{\\""Principal\\"":\\""\\\\ud800\\"",\\""Effect\\"":\\""Allow\\"","
            + @"\\""Action\\"":\\""\\\\ud800\\"",\\""Resource\\"":\\""*\\""}}""}}",
        @"POST / HTTP/1.1\x0d\x0aHost: localhost\x0d\x0aX-Amz-Target: AmazonSQS.SetQueueAttributes\x0d\x0a"
            + @"Content-Length: 114\x0d\x0a\x0d\x0a{""QueueUrl"":""http://h/000000000000/q"",""Attributes"":{""P"
            + @"olicy"":""{\\""Statement\\"":[{\\""\\\\ud800\\"":1,\\""a\\"":1,\\""a\\"":2}]}""}}",
        @"POST / HTTP/1.1\x0d\x0aHost: localhost\x0d\x0aX-Amz-Target: AmazonSQS.SetQueueAttributes\x0d\x0a"
            + @"Content-Length: 112\x0d\x0a\x0d\x0a{""QueueUrl"":""http://h/000000000000/q"",""Attributes"":{""R"
            + @"edriveAllowPolicy"":""{\\""redrivePermission\\"":\\""\\\\ud800\\""}""}}",
        @"POST / HTTP/1.1\x0d\x0aHost: localhost\x0d\x0aContent-Type: application/x-www-form-urlencoded\x0d\x0a"
            + @"Content-Length: 126\x0d\x0a\x0d\x0aAction=AssumeRole&Version=2011-06-15"
            + @"&RoleArn=arn:aws:iam::000000000000:role/r"
            + @"&RoleSessionName=me&Policy={""Statement"":""\\ud800""}",
        @"POST / HTTP/1.1\x0d\x0aHost: localhost\x0d\x0aContent-Type: application/x-www-form-urlencoded\x0d\x0a"
            + @"Content-Length: 125\x0d\x0a\x0d\x0aAction=AssumeRole&Version=2011-06-15"
            + @"&RoleArn=arn:aws:iam::000000000000:role/r"
            + @"&RoleSessionName=me&Policy={""\\ud800Statement"":1}",
    };
}
