using System.Formats.Cbor;
using System.Text;
using System.Text.Json.Nodes;

namespace Faultline.Wire.Tests.Fuzz;

/// <summary>Valid requests of each protocol: what mutations begin with.</summary>
internal static class Corpus
{
    private const string Url = "http://localhost:4566/000000000000/";

    public static Draft[] Of(string protocol) => protocol switch
    {
        "json" => [.. Sqs().Select(call => Json("AmazonSQS." + call.Operation, "1.0", "sqs", call.Input))],
        "query" => [.. SqsForms().Select(form => Form("sqs", "2012-11-05", form)),
            .. StsForms().Select(form => Form("sts", "2011-06-15", form)),
            .. ElbForms().Select(form => Form("elasticloadbalancing", "2015-12-01", form))],
        "json 1.1" =>
        [
            Json("TrentService.Encrypt", "1.1", "kms", """{"KeyId":"alias/a","Plaintext":"aGVsbG8="}"""),
            Json("AWSEvents.PutEvents", "1.1", "events", """{"Entries":[{"Source":"a","Time":1.5e9,"Detail":"{}"}]}"""),
            Json("DynamoDB_20120810.PutItem", "1.0", "dynamodb", """{"TableName":"t","Item":{"k":{"S":"v"}}}"""),
        ],
        "acm" => [.. Acm().Select(call => Json("CertificateManager." + call.Operation, "1.1", "acm", call.Input))],
        "arc-zonal-shift" =>
            [.. Shifts().Select(call => Rest(call.Method, call.Target, "arc-zonal-shift", call.Body))],
        "cloudformation" => [.. Formations().Select(form => Form("cloudformation", "2010-05-15", form))],
        "rds" => [.. Rds().Select(form => Form("rds", "2014-10-31", form))],
        "ssm" => [.. Ssm().Select(call => Json("AmazonSSM." + call.Operation, "1.1", "ssm", call.Input))],
        "cbor" =>
        [
            Cbor("PutMetricData", """
                {"Namespace":"n","MetricData":[{"MetricName":"m","Value":1.5,"Unit":"Count","Dimensions":
                [{"Name":"a","Value":"b"}]},{"MetricName":"m","Values":[1,2.5],"Counts":[3,4],"StorageResolution":1}]}
                """),
            Cbor("ListMetrics", """{"Namespace":"n","Dimensions":[{"Name":"a"}]}"""),
            Cbor("GetMetricStatistics", """
                {"Namespace":"n","MetricName":"m","StartTime":1500000000,"EndTime":1500007200,"Period":3600,
                "Statistics":["Sum","Maximum"]}
                """),
        ],
        "ec2" =>
        [
            Form("ec2", "2016-11-15", "Action=DescribeInstances&Filter.1.Name=tag:a&Filter.1.Value.1=b&MaxResults=5"),
            Form("ec2", "2016-11-15", "Action=CreateVpc&CidrBlock=10.0.0.0%2F16&TagSpecification.1.ResourceType=vpc"
                + "&TagSpecification.1.Tag.1.Key=a&TagSpecification.1.Tag.1.Value=b"),
            Form("ec2", "2016-11-15", "Action=DescribeSubnets&Filter.1.Name=default-for-az&Filter.1.Value.1=true"),
            Form("ec2", "2016-11-15", "Action=CreateVolume&Size=1&AvailabilityZone=us-east-1a&VolumeType=gp3"),
            Form("ec2", "2016-11-15", "Action=AuthorizeSecurityGroupIngress&GroupName=default&IpProtocol=tcp"
                + "&FromPort=80&ToPort=80&CidrIp=10.0.0.0%2F8"),
            Form("ec2", "2016-11-15", "Action=DescribeImages&Owner.1=amazon&ImageId.1=ami-0fa01000000000003"),
        ],
        "rest-json" =>
        [
            Rest("GET", "/2015-03-31/functions?MaxItems=5&Marker=a%20b", "lambda", ""),
            Rest("POST", "/2015-03-31/functions/f/invocations?Qualifier=1", "lambda", """{"a":[1,2,{"b":null}]}"""),
            Rest("POST", "/clusters/a%2Fb/addons", "eks", """{"tags":{"a":"b"}}"""),
        ],
        "rest-xml" =>
        [
            Rest("PUT", "/bucket/key%20of?partNumber=1&uploadId=x", "s3", "the body"),
            Rest("POST", "/bucket?delete", "s3", "<Delete><Object><Key>k</Key></Object></Delete>"),
            Rest("POST", "/2013-04-01/hostedzone/Z1/rrset/", "route53",
                "<ChangeResourceRecordSetsRequest xmlns=\"https://route53.amazonaws.com/doc/2013-04-01/\">"
                + "<ChangeBatch><Changes/></ChangeBatch></ChangeResourceRecordSetsRequest>"),
        ],
        _ => throw new ArgumentOutOfRangeException(nameof(protocol)),
    };

    /// <summary>Requests after which the others find what they name.</summary>
    public static Draft[] Beginning() =>
    [
        Json("AmazonSQS.CreateQueue", "1.0", "sqs", """{"QueueName":"q"}"""),
        Json("AmazonSQS.CreateQueue", "1.0", "sqs", """{"QueueName":"f.fifo","Attributes":{"FifoQueue":"true"}}"""),
        Json("AmazonSQS.SendMessage", "1.0", "sqs", $$"""{"QueueUrl":"{{Url}}q","MessageBody":"kept"}"""),
    ];

    public static Draft Json(string target, string version, string service, string input) => new(
        "POST", "/",
        [
            ("Host", "localhost:4566"), ("Content-Type", "application/x-amz-json-" + version),
            ("X-Amz-Target", target), .. Signed(service),
        ],
        Encoding.UTF8.GetBytes(input));

    private static (string Name, string Value)[] Signed(string service) =>
    [
        ("X-Amz-Date", "20260101T000000Z"),
        ("Authorization", $"AWS4-HMAC-SHA256 Credential=test/20260101/us-east-1/{service}/aws4_request, "
            + $"SignedHeaders=host;x-amz-date, Signature={new string('0', 64)}"),
    ];

    private static Draft Form(string service, string version, string form) => new(
        "POST", "/",
        [
            ("Host", "localhost:4566"), ("Content-Type", "application/x-www-form-urlencoded; charset=utf-8"),
            .. Signed(service),
        ],
        Encoding.UTF8.GetBytes($"{form}&Version={version}"));

    private static Draft Rest(string method, string target, string service, string body) => new(
        method, target,
        [("Host", "localhost:4566"), ("Content-Type", "application/octet-stream"), .. Signed(service)],
        Encoding.UTF8.GetBytes(body));

    private static Draft Cbor(string operation, string input)
    {
        var writer = new CborWriter();
        Write(writer, JsonNode.Parse(input)!);
        return new("POST", $"/service/GraniteServiceVersion20100801/operation/{operation}",
            [("Host", "localhost:4566"), ("Smithy-Protocol", "rpc-v2-cbor"), ("Content-Type", "application/cbor"),
                .. Signed("monitoring")],
            writer.Encode());
    }

    /// <summary>The same in CBOR, lists without a length. What is called a time is one.</summary>
    private static void Write(CborWriter writer, JsonNode node, string name = "")
    {
        switch (node)
        {
            case JsonObject map:
                writer.WriteStartMap(map.Count);
                foreach (var (key, value) in map)
                {
                    writer.WriteTextString(key);
                    Write(writer, value!, key);
                }

                writer.WriteEndMap();
                break;
            case JsonArray list:
                writer.WriteStartArray(null);
                foreach (var each in list)
                {
                    Write(writer, each!);
                }

                writer.WriteEndArray();
                break;
            case JsonValue text when text.TryGetValue<string>(out var plain):
                writer.WriteTextString(plain);
                break;
            case JsonValue when name.EndsWith("Time", StringComparison.Ordinal):
                writer.WriteTag(CborTag.UnixTimeSeconds);
                writer.WriteDouble(node.GetValue<double>());
                break;
            case JsonValue number when number.TryGetValue<int>(out var whole):
                writer.WriteInt32(whole);
                break;
            default:
                writer.WriteDouble(node.GetValue<double>());
                break;
        }
    }

    private static IEnumerable<(string Operation, string Input)> Sqs()
    {
        const string Q = "\"QueueUrl\":\"" + Url + "q\"";
        const string F = "\"QueueUrl\":\"" + Url + "f.fifo\"";
        const string Arn = "arn:aws:sqs:us-east-1:000000000000:q";
        yield return ("CreateQueue", """{"QueueName":"q"}""");
        yield return ("CreateQueue", """{"QueueName":"f.fifo","Attributes":{"FifoQueue":"true"},"tags":{"a":"b"}}""");
        yield return ("SendMessage", "{" + Q + ",\"MessageBody\":\"one pair of boots\",\"DelaySeconds\":0}");
        yield return ("SendMessage", "{" + Q + ",\"MessageBody\":\"m\",\"MessageAttributes\":"
            + "{\"s\":{\"DataType\":\"String\",\"StringValue\":\"v\"},"
            + "\"b\":{\"DataType\":\"Binary\",\"BinaryValue\":\"AQID\"},"
            + "\"n\":{\"DataType\":\"Number.int\",\"StringValue\":\"-1.5e3\"}}}");
        yield return ("SendMessage", "{" + F + ",\"MessageBody\":\"m\","
            + "\"MessageGroupId\":\"g\",\"MessageDeduplicationId\":\"d\"}");
        yield return ("SendMessageBatch", "{" + Q + ",\"Entries\":[{\"Id\":\"a\",\"MessageBody\":\"x\"},"
            + "{\"Id\":\"b\",\"MessageBody\":\"\\u00e9\\ud83d\\ude00\"}]}");
        yield return ("ReceiveMessage", "{" + Q + ",\"MaxNumberOfMessages\":10,"
            + "\"AttributeNames\":[\"All\"],\"MessageAttributeNames\":[\"s.*\"]}");
        yield return ("ReceiveMessage", "{" + F + ",\"VisibilityTimeout\":3,\"ReceiveRequestAttemptId\":\"r\"}");
        yield return ("DeleteMessage", "{" + Q + ",\"ReceiptHandle\":\"AQEB\"}");
        yield return ("DeleteMessageBatch", "{" + Q + ",\"Entries\":[{\"Id\":\"a\",\"ReceiptHandle\":\"AQEB\"}]}");
        yield return ("ChangeMessageVisibility", "{" + Q + ",\"ReceiptHandle\":\"AQEB\",\"VisibilityTimeout\":30}");
        yield return ("ChangeMessageVisibilityBatch", "{" + Q + ","
            + "\"Entries\":[{\"Id\":\"a\",\"ReceiptHandle\":\"AQEB\",\"VisibilityTimeout\":1}]}");
        yield return ("GetQueueAttributes", "{" + Q + ",\"AttributeNames\":[\"All\"]}");
        yield return ("SetQueueAttributes", "{" + Q + ",\"Attributes\":{\"RedrivePolicy\":"
            + "\"{\\\"deadLetterTargetArn\\\":\\\"" + Arn + "\\\",\\\"maxReceiveCount\\\":5}\"}}");
        yield return ("SetQueueAttributes", "{" + Q + ",\"Attributes\":{\"DelaySeconds\":\"0\",\"Policy\":"
            + "\"{\\\"Version\\\":\\\"2012-10-17\\\",\\\"Statement\\\":[]}\"}}");
        yield return ("GetQueueUrl", """{"QueueName":"q","QueueOwnerAWSAccountId":"000000000000"}""");
        yield return ("ListQueues", """{"QueueNamePrefix":"q","MaxResults":2}""");
        yield return ("ListQueueTags", "{" + Q + "}");
        yield return ("TagQueue", "{" + Q + ",\"Tags\":{\"stage\":\"test\"}}");
        yield return ("UntagQueue", "{" + Q + ",\"TagKeys\":[\"stage\"]}");
        yield return ("AddPermission", "{" + Q + ",\"Label\":\"l\","
            + "\"AWSAccountIds\":[\"111122223333\"],\"Actions\":[\"SendMessage\"]}");
        yield return ("RemovePermission", "{" + Q + ",\"Label\":\"l\"}");
        yield return ("ListDeadLetterSourceQueues", "{" + Q + "}");
        yield return ("StartMessageMoveTask", "{\"SourceArn\":\"" + Arn + "\",\"MaxNumberOfMessagesPerSecond\":5}");
        yield return ("ListMessageMoveTasks", "{\"SourceArn\":\"" + Arn + "\"}");
        yield return ("CancelMessageMoveTask", """{"TaskHandle":"eyJ0YXNrSWQiOiJhIn0="}""");
        yield return ("PurgeQueue", "{" + F + "}");
        yield return ("DeleteQueue", "{" + F + "}");
    }

    private static IEnumerable<string> Formations()
    {
        const string Yaml = "Parameters: {P: {Type: Number, Default: 1}}\nResources: {Q: {Type: AWS::SQS::Queue, "
            + "Properties: {DelaySeconds: !Ref P}}}\nOutputs: {Url: {Value: !Sub '${Q.Arn}', Export: {Name: u}}}";
        const string Json = """{"Resources":{"A":{"Type":"AWS::SQS::Queue","DependsOn":["B"]},"B":{"Type":"C::D"}}}""";
        const string Policy =
            """{"Statement":[{"Effect":"Allow","Action":"Update:*","Principal":"*","Resource":"*"}]}""";
        var yaml = "&TemplateBody=" + Uri.EscapeDataString(Yaml);
        yield return "Action=CreateStack&StackName=s&Tags.member.1.Key=a&Tags.member.1.Value=b" + yaml
            + "&Parameters.member.1.ParameterKey=P&Parameters.member.1.ParameterValue=2&OnFailure=DELETE";
        yield return "Action=ValidateTemplate&TemplateBody=" + Uri.EscapeDataString(Json);
        yield return "Action=GetTemplateSummary" + yaml;
        yield return "Action=CreateChangeSet&StackName=t&ChangeSetName=c&ChangeSetType=CREATE" + yaml;
        yield return "Action=DescribeChangeSet&StackName=t&ChangeSetName=c";
        yield return "Action=SetStackPolicy&StackName=s&StackPolicyBody=" + Uri.EscapeDataString(Policy);
        yield return "Action=UpdateTerminationProtection&StackName=s&EnableTerminationProtection=false";
        yield return "Action=DescribeStackEvents&StackName=s";
        yield return "Action=CreateStackSet&StackSetName=set&PermissionModel=SELF_MANAGED" + yaml;
        yield return "Action=CreateStackInstances&StackSetName=set&Accounts.member.1=000000000000"
            + "&Regions.member.1=us-east-1&OperationPreferences.FailureToleranceCount=1";
        yield return "Action=DescribeStackResourceDrifts&StackName=s&StackResourceDriftStatusFilters.member.1=DELETED";
        yield return "Action=DeleteStack&StackName=s&ClientRequestToken=a";
    }

    /// <summary>No instance is made: a server of PostgreSQL for each mutation would take the machine.</summary>
    private static IEnumerable<string> Rds() =>
    [
        "Action=CreateDBParameterGroup&DBParameterGroupName=g&DBParameterGroupFamily=postgres15&Description=d"
            + "&Tags.Tag.1.Key=a&Tags.Tag.1.Value=b",
        "Action=ModifyDBParameterGroup&DBParameterGroupName=g&Parameters.Parameter.1.ParameterName=work_mem"
            + "&Parameters.Parameter.1.ParameterValue=8192&Parameters.Parameter.1.ApplyMethod=immediate",
        "Action=DescribeDBParameters&DBParameterGroupName=g&Source=user&MaxRecords=20",
        "Action=ResetDBParameterGroup&DBParameterGroupName=g&ResetAllParameters=true",
        "Action=CreateEventSubscription&SubscriptionName=s&SnsTopicArn=arn:aws:sns:us-east-1:000000000000:t"
            + "&SourceType=db-instance&EventCategories.EventCategory.1=failover&Enabled=true",
        "Action=DescribeEvents&Duration=60&SourceType=db-parameter-group&SourceIdentifier=g&MaxRecords=20",
        "Action=AddTagsToResource&ResourceName=arn:aws:rds:us-east-1:000000000000:pg:g&Tags.Tag.1.Key=a",
        "Action=DescribeDBInstances&Filters.Filter.1.Name=engine&Filters.Filter.1.Values.Value.1=postgres",
        "Action=DescribeOrderableDBInstanceOptions&Engine=postgres&DBInstanceClass=db.t3.micro&Vpc=true",
        "Action=DescribeDBSnapshots&SnapshotType=manual&IncludeShared=true",
    ];

    private static IEnumerable<(string Operation, string Input)> Ssm()
    {
        yield return ("PutParameter", "{\"Name\":\"/a/b\",\"Type\":\"String\",\"Value\":\"12\",\"Overwrite\":true,"
            + "\"AllowedPattern\":\"^[0-9]+$\",\"Tier\":\"Advanced\",\"Policies\":\"[{\\\"Type\\\":\\\"Expiration\\\","
            + "\\\"Version\\\":\\\"1.0\\\",\\\"Attributes\\\":{\\\"Timestamp\\\":\\\"2036-01-01T00:00:00Z\\\"}}]\"}");
        yield return ("PutParameter", "{\"Name\":\"s\",\"Type\":\"SecureString\",\"Value\":\"x\",\"KeyId\":\"alias/k\","
            + "\"Overwrite\":true,\"Description\":\"d\"}");
        yield return ("GetParameter", """{"Name":"/a/b:1","WithDecryption":true}""");
        yield return ("GetParameters", """{"Names":["/a/b","s:live","/aws/service/none"],"WithDecryption":true}""");
        yield return ("GetParametersByPath", "{\"Path\":\"/a\",\"Recursive\":true,\"MaxResults\":2,"
            + "\"ParameterFilters\":[{\"Key\":\"Type\",\"Option\":\"Equals\",\"Values\":[\"String\"]}]}");
        yield return ("DescribeParameters", "{\"ParameterFilters\":[{\"Key\":\"Path\",\"Option\":\"Recursive\","
            + "\"Values\":[\"/a\"]},{\"Key\":\"tag:k\",\"Values\":[\"v\"]}],\"MaxResults\":5}");
        yield return ("LabelParameterVersion", """{"Name":"/a/b","ParameterVersion":1,"Labels":["live","1st"]}""");
        yield return ("GetParameterHistory", """{"Name":"s","MaxResults":1,"WithDecryption":true}""");
        yield return ("AddTagsToResource", "{\"ResourceType\":\"Parameter\",\"ResourceId\":\"s\","
            + "\"Tags\":[{\"Key\":\"k\",\"Value\":\"v\"}]}");
    }

    private static IEnumerable<(string Operation, string Input)> Acm()
    {
        const string Arn = "\"CertificateArn\":\"arn:aws:acm:us-east-1:000000000000:certificate/"
            + "01234567-89ab-cdef-0123-456789abcdef\"";
        yield return ("RequestCertificate", "{\"DomainName\":\"*.example.com\",\"ValidationMethod\":\"DNS\","
            + "\"SubjectAlternativeNames\":[\"example.com\"],\"KeyAlgorithm\":\"EC_prime256v1\","
            + "\"IdempotencyToken\":\"a\",\"Options\":{\"Export\":\"ENABLED\"},"
            + "\"Tags\":[{\"Key\":\"a\",\"Value\":\"b\"}]}");
        yield return ("RequestCertificate", "{\"DomainName\":\"www.example.com\",\"KeyAlgorithm\":\"EC_secp384r1\","
            + "\"DomainValidationOptions\":[{\"DomainName\":\"www.example.com\","
            + "\"ValidationDomain\":\"example.com\"}]}");
        yield return ("ImportCertificate", """{"Certificate":"aGVsbG8=","PrivateKey":"aGVsbG8="}""");
        yield return ("ListCertificates", "{\"MaxItems\":2,\"CertificateStatuses\":[\"ISSUED\"],"
            + "\"Includes\":{\"keyTypes\":[\"EC_prime256v1\"],\"keyUsage\":[\"ANY\"]},"
            + "\"SortBy\":\"CREATED_AT\",\"SortOrder\":\"DESCENDING\"}");
        yield return ("ListCertificates", "{}");
        yield return ("DescribeCertificate", "{" + Arn + "}");
        yield return ("GetCertificate", "{" + Arn + "}");
        yield return ("ExportCertificate", "{" + Arn + ",\"Passphrase\":\"c2VjcmV0\"}");
        yield return ("RenewCertificate", "{" + Arn + "}");
        yield return ("RevokeCertificate", "{" + Arn + ",\"RevocationReason\":\"KEY_COMPROMISE\"}");
        yield return ("ResendValidationEmail", "{" + Arn + ",\"Domain\":\"a.com\",\"ValidationDomain\":\"a.com\"}");
        yield return ("UpdateCertificateOptions", "{" + Arn + ",\"Options\":{\"Export\":\"DISABLED\"}}");
        yield return ("AddTagsToCertificate", "{" + Arn + ",\"Tags\":[{\"Key\":\"a\"}]}");
        yield return ("RemoveTagsFromCertificate", "{" + Arn + ",\"Tags\":[{\"Key\":\"a\"}]}");
        yield return ("ListTagsForCertificate", "{" + Arn + "}");
        yield return ("GetAccountConfiguration", "{}");
        yield return ("PutAccountConfiguration", "{\"IdempotencyToken\":\"a\","
            + "\"ExpiryEvents\":{\"DaysBeforeExpiry\":7}}");
        yield return ("DeleteCertificate", "{" + Arn + "}");
    }

    private static IEnumerable<(string Method, string Target, string Body)> Shifts()
    {
        const string Arn = "arn:aws:elasticloadbalancing:us-east-1:000000000000:loadbalancer/app/x/0123456789abcdef";
        const string Resource = "\"resourceIdentifier\":\"" + Arn + "\"";
        const string Alarms = "\"outcomeAlarms\":[{\"type\":\"CLOUDWATCH\","
            + "\"alarmIdentifier\":\"arn:aws:cloudwatch:us-east-1:000000000000:alarm:a\"}]";
        var named = Uri.EscapeDataString(Arn);
        yield return ("POST", "/zonalshifts", "{" + Resource
            + ",\"awayFrom\":\"use1-az1\",\"expiresIn\":\"1h\",\"comment\":\"why\"}");
        yield return ("GET", $"/zonalshifts?maxResults=2&status=EXPIRED&resourceIdentifier={named}", "");
        yield return ("PATCH", "/zonalshifts/0123-4567", """{"comment":"more","expiresIn":"30m"}""");
        yield return ("DELETE", "/zonalshifts/0123-4567", "");
        yield return ("POST", "/practiceruns", "{" + Resource + ",\"awayFrom\":\"use1-az1\",\"comment\":\"\"}");
        yield return ("DELETE", "/practiceruns/0123-4567", "");
        yield return ("POST", "/configuration", "{" + Resource + "," + Alarms
            + ",\"blockedDates\":[\"2026-01-05\"],\"blockedWindows\":[\"Mon:10:00-Mon:11:00\"]}");
        yield return ("PATCH", $"/configuration/{named}", "{" + Alarms + "}");
        yield return ("DELETE", $"/configuration/{named}", "");
        yield return ("GET", "/managedresources?maxResults=5", "");
        yield return ("GET", $"/managedresources/{named}", "");
        yield return ("PUT", $"/managedresources/{named}", """{"zonalAutoshiftStatus":"ENABLED"}""");
        yield return ("GET", "/autoshifts?status=ACTIVE", "");
        yield return ("GET", "/autoshift-observer-notification", "");
        yield return ("PUT", "/autoshift-observer-notification", """{"status":"ENABLED"}""");
    }

    private static IEnumerable<string> SqsForms()
    {
        const string Q = "&QueueUrl=http%3A%2F%2Flocalhost%3A4566%2F000000000000%2Fq";
        yield return "Action=CreateQueue&QueueName=q";
        yield return "Action=CreateQueue&QueueName=f.fifo"
            + "&Attribute.1.Name=FifoQueue&Attribute.1.Value=true&Tag.1.Key=a&Tag.1.Value=b";
        yield return "Action=SendMessage&MessageBody=one+pair+of%20boots&MessageAttribute.1.Name=s"
            + "&MessageAttribute.1.Value.DataType=String&MessageAttribute.1.Value.StringValue=v" + Q;
        yield return "Action=SendMessageBatch&SendMessageBatchRequestEntry.1.Id=a"
            + "&SendMessageBatchRequestEntry.1.MessageBody=%C3%A9" + Q;
        yield return "Action=ReceiveMessage&MaxNumberOfMessages=10&AttributeName.1=All&MessageAttributeName.1=All" + Q;
        yield return "Action=DeleteMessage&ReceiptHandle=AQEB" + Q;
        yield return "Action=ChangeMessageVisibilityBatch&ChangeMessageVisibilityBatchRequestEntry.1.Id=a"
            + "&ChangeMessageVisibilityBatchRequestEntry.1.ReceiptHandle=b"
            + "&ChangeMessageVisibilityBatchRequestEntry.1.VisibilityTimeout=1" + Q;
        yield return "Action=GetQueueAttributes&AttributeName.1=All" + Q;
        yield return "Action=SetQueueAttributes&Attribute.1.Name=VisibilityTimeout&Attribute.1.Value=30" + Q;
        yield return "Action=ListQueues&QueueNamePrefix=q&MaxResults=2";
        yield return "Action=TagQueue&Tag.1.Key=a&Tag.1.Value=b" + Q;
    }

    private static IEnumerable<string> StsForms()
    {
        const string Role = "&RoleArn=arn%3Aaws%3Aiam%3A%3A000000000000%3Arole%2Fr&RoleSessionName=me";
        yield return "Action=GetCallerIdentity";
        yield return "Action=GetSessionToken&DurationSeconds=900"
            + "&SerialNumber=arn%3Aaws%3Aiam%3A%3A0%3Amfa%2Fa&TokenCode=123456";
        yield return "Action=AssumeRole&DurationSeconds=900&Tags.member.1.Key=a&Tags.member.1.Value=b"
            + "&TransitiveTagKeys.member.1=a"
            + "&Policy=%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%5D%7D" + Role;
        yield return "Action=AssumeRoleWithWebIdentity"
            + "&WebIdentityToken=eyJhbGciOiJub25lIn0.eyJzdWIiOiJ1IiwiYXVkIjoiYSJ9." + Role;
        yield return "Action=AssumeRoleWithSAML&PrincipalArn=arn%3Aaws%3Aiam%3A%3A000000000000%3Asaml-provider%2Fp"
            + "&SAMLAssertion=PHNhbWw%2BPC9zYW1sPg%3D%3D" + Role;
        yield return "Action=GetFederationToken&Name=bob";
        yield return "Action=DecodeAuthorizationMessage&EncodedMessage=abc";
        yield return "Action=GetAccessKeyInfo&AccessKeyId=AKIAIOSFODNN7EXAMPLE";
    }

    private static IEnumerable<string> ElbForms()
    {
        const string Arn = "arn%3Aaws%3Aelasticloadbalancing%3Aus-east-1%3A000000000000%3A";
        const string Balancer = Arn + "loadbalancer%2Fapp%2Fx%2F0123456789abcdef";
        const string Group = Arn + "targetgroup%2Fx%2F0123456789abcdef";
        const string Listener = Arn + "listener%2Fapp%2Fx%2F0123456789abcdef%2F0123456789abcdef";
        yield return "Action=DescribeLoadBalancers&PageSize=5";
        yield return "Action=DescribeTargetGroups";
        yield return "Action=DescribeAccountLimits&PageSize=2";
        yield return "Action=DescribeSSLPolicies&Names.member.1=ELBSecurityPolicy-2016-08";
        yield return "Action=DeleteLoadBalancer&LoadBalancerArn=" + Balancer;
        yield return "Action=CreateLoadBalancer&Name=x&Type=network&Subnets.member.1=subnet-0123456789abcdef0"
            + "&Tags.member.1.Key=a&Tags.member.1.Value=b";
        yield return "Action=CreateTargetGroup&Name=x&Protocol=HTTP&Port=80&VpcId=vpc-0123456789abcdef0"
            + "&Matcher.HttpCode=200-299&HealthCheckIntervalSeconds=10&HealthCheckPath=%2Fup";
        yield return "Action=CreateListener&Protocol=HTTP&Port=80&DefaultActions.member.1.Type=fixed-response"
            + "&DefaultActions.member.1.FixedResponseConfig.StatusCode=404&LoadBalancerArn=" + Balancer;
        yield return "Action=CreateRule&Priority=1&Conditions.member.1.Field=path-pattern"
            + "&Conditions.member.1.Values.member.1=%2Fa%2A&Actions.member.1.Type=redirect"
            + "&Actions.member.1.RedirectConfig.StatusCode=HTTP_301&Actions.member.1.RedirectConfig.Port=81"
            + "&ListenerArn=" + Listener;
        yield return "Action=RegisterTargets&Targets.member.1.Id=10.0.0.1&Targets.member.1.Port=81&TargetGroupArn="
            + Group;
        yield return "Action=ModifyTargetGroupAttributes&Attributes.member.1.Key=stickiness.enabled"
            + "&Attributes.member.1.Value=true&TargetGroupArn=" + Group;
        yield return "Action=AddTags&Tags.member.1.Key=a&Tags.member.1.Value=b&ResourceArns.member.1=" + Group;
    }
}
