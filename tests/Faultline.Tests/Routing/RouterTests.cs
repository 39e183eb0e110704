using System.Globalization;
using System.Text;
using Faultline.Wire;
using Faultline.Wire.Protocols;
using Faultline.Wire.Routing;
using Faultline.Wire.Signatures;
using Microsoft.AspNetCore.Http;

namespace Faultline.Tests.Routing;

public sealed class RouterTests
{
    [Theory]
    [InlineData("AmazonSQS.SendMessage", "sqs", "SendMessage", Protocol.Json10)]
    [InlineData("DynamoDB_20120810.PutItem", "dynamodb", "PutItem", Protocol.Json10)]
    [InlineData("DynamoDBStreams_20120810.GetRecords", "dynamodbstreams", "GetRecords", Protocol.Json10)]
    [InlineData("AmazonEC2ContainerServiceV20141113.ListClusters", "ecs", "ListClusters", Protocol.Json11)]
    [InlineData(
        "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.LookupEvents",
        "cloudtrail", "LookupEvents", Protocol.Json11)]
    [InlineData("GraniteServiceVersion20100801.PutMetricData", "cloudwatch", "PutMetricData", Protocol.Json10)]
    public void A_target_header_names_service_and_operation(
        string target, string service, string operation, Protocol protocol)
    {
        var route = Find("POST", "/", headers: ("X-Amz-Target", target));
        Assert.Equal((service, operation, protocol), (route.Service.Id, route.OperationName, route.Protocol));
        Assert.NotEqual(RouteKind.UnknownOperation, route.Kind);
    }

    [Theory]
    [InlineData("AmazonSQS.SendMessage", RouteKind.Built, null, 0)]
    [InlineData("DynamoDB_20120810.PutItem", RouteKind.NotBuilt, "NotImplemented", 501)]
    [InlineData("AmazonSQS.SendMassage", RouteKind.UnknownOperation, "UnknownOperationException", 400)]
    [InlineData("DynamoDB_20120810.", RouteKind.UnknownOperation, "UnknownOperationException", 400)]
    [InlineData("Kinesis_20131202.PutRecord", RouteKind.UnknownService, "NotImplemented", 501)]
    [InlineData("NoDot", RouteKind.UnknownService, "NotImplemented", 501)]
    public void An_operation_is_built_or_known_or_neither(string target, RouteKind kind, string? code, int status)
    {
        var route = Find("POST", "/", headers: ("X-Amz-Target", target));
        Assert.Equal(kind, route.Kind);
        Assert.Equal(kind == RouteKind.Built, route.Operation is not null);
        Assert.Equal((code, status), (route.Refusal()?.Code, route.Refusal()?.Status ?? 0));
    }

    [Fact]
    public void An_operation_that_is_not_built_is_named_with_its_service()
    {
        var route = Find("POST", "/", headers: ("X-Amz-Target", "DynamoDB_20120810.PutItem"));
        Assert.Contains("dynamodb:PutItem", route.Refusal()!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_target_that_is_nobodys_is_refused_in_the_protocol_of_the_service_that_the_request_is_signed_for()
    {
        var route = Find("POST", "/", headers: [("X-Amz-Target", "Wrong.PutItem"), Signed("dynamodb")]);
        Assert.Equal(("dynamodb", RouteKind.UnknownOperation), (route.Service.Id, route.Kind));
        Assert.Equal(Protocol.Json10, route.Protocol);
    }

    [Theory]
    [InlineData("GraniteServiceVersion20100801/operation/PutMetricData", "cloudwatch", true)]
    [InlineData("GraniteServiceVersion20100801/operation/PutInsightRule", "cloudwatch", false)]
    [InlineData("ArcRegionSwitch/operation/ListPlans", "arc-region-switch", false)]
    public void A_cbor_path_names_service_and_operation(string path, string service, bool isBuilt)
    {
        var route = Find("POST", "/service/" + path, headers: ("smithy-protocol", "rpc-v2-cbor"));
        Assert.Equal((service, Protocol.Cbor), (route.Service.Id, route.Protocol));
        Assert.Equal(path.Split('/')[^1], route.OperationName);
        Assert.Equal(isBuilt ? RouteKind.Built : RouteKind.NotBuilt, route.Kind);
    }

    [Theory]
    [InlineData("elasticloadbalancing", "2012-06-01", "DescribeLoadBalancers", "elb")]
    [InlineData("elasticloadbalancing", "2015-12-01", "DescribeLoadBalancers", "elbv2")]
    [InlineData("monitoring", "2010-08-01", "PutMetricData", "cloudwatch")]
    [InlineData("sqs", "2012-11-05", "SendMessage", "sqs")]
    [InlineData("sqs", "2009-02-01", "SendMessage", "sqs")]
    [InlineData("ec2", "2016-11-15", "RunInstances", "ec2")]
    [InlineData(null, "2011-06-15", "AssumeRoleWithWebIdentity", "sts")]
    [InlineData(null, "2010-05-08", "NoSuchAction", "iam")]
    [InlineData(null, "2009-04-15", "PutAttributes", "sdb")]
    [InlineData(null, "1999-01-01", "RunInstances", "ec2")]
    public void An_action_goes_to_the_service_of_its_scope_and_version(
        string? scope, string version, string action, string service)
    {
        (string, string)[] headers = scope is null ? [] : [Signed(scope)];
        var form = $"Action={action}&Version={version}&Name=x";
        var sent = Find("POST", "/", body: form, headers: headers);
        var asked = Find("GET", "/", query: form, headers: headers);
        Assert.Equal((service, action), (sent.Service.Id, sent.OperationName));
        Assert.Equal((service, action), (asked.Service.Id, asked.OperationName));
        Assert.Equal(service == "ec2" ? Protocol.Ec2 : Protocol.Query, sent.Protocol);
    }

    [Theory]
    [InlineData("Version=2012-11-05")]
    [InlineData("")]
    [InlineData("&&=&Action")]
    public void A_form_without_an_action_is_refused_by_the_service_that_it_is_signed_for(string form)
    {
        var route = Find("POST", "/", body: form, headers: Signed("sqs"));
        Assert.Equal(("sqs", RouteKind.UnknownOperation), (route.Service.Id, route.Kind));
        Assert.Equal(Protocol.Query, route.Protocol);
        Assert.Equal("MissingAction", route.Refusal()!.Code);
    }

    [Theory]
    [InlineData("GET", "/000000000000/orders", true, 404, "UnknownOperationException")]
    [InlineData("GET", "/queue/eu-west-1/000000000000/orders", false, 404, "UnknownOperationException")]
    [InlineData("GET", "/000000000000/orders?Action=CreateQueue", true, 400, "InvalidAction")]
    [InlineData("GET", "/000000000000/orders?Action=ListQueues", false, 400, "InvalidAction")]
    [InlineData("GET", "/000000000000/orders?Action=FooBar", true, 400, "InvalidAction")]
    public void The_URL_of_a_queue_serves_that_queue(
        string method, string target, bool isSigned, int status, string code)
    {
        var parts = target.Split('?');
        var refusal = Find(
            method, parts[0], query: parts.Length > 1 ? parts[1] : "", headers: isSigned ? [Signed("sqs")] : [])
            .Refusal()!;
        Assert.Equal((status, code), (refusal.Status, refusal.Code));
    }

    [Fact]
    public void A_queue_like_path_that_is_signed_for_another_service_is_its_own()
    {
        var route = Find("GET", "/000000000000/orders", headers: Signed("s3"));
        Assert.Equal("s3", route.Service.Id);
    }

    [Theory]
    [InlineData("/000000000000/orders", null, "us-east-1")]
    [InlineData("/queue/eu-west-1/000000000000/orders", null, "eu-west-1")]
    [InlineData("/queue/orders", null, "us-east-1")]
    [InlineData("/000000000000/orders", "eu-west-3.queue.localhost.localstack.cloud:4566", "eu-west-3")]
    public void An_action_at_the_path_of_a_queue_is_for_sqs_and_presets_its_url(
        string path, string? host, string region)
    {
        var route = Find("GET", path, query: "Action=GetQueueAttributes", host: host);
        Assert.Equal(("sqs", "GetQueueAttributes", region), (route.Service.Id, route.OperationName, route.Region));
        var input = (Api.Sqs.GetQueueAttributesRequest)route.Operation!.NewInput();
        route.Preset(input, "http://localhost:4566");
        Assert.EndsWith("/orders", input.QueueUrl, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("AWS4-HMAC-SHA256 Credential=test/20260101/eu-west-2/sqs/aws4_request, Signature=0", "eu-west-2")]
    [InlineData("AWS4-HMAC-SHA256 Credential=a/b/c/20260101/eu-west-2/sqs/aws4_request,Signature=0", "eu-west-2")]
    [InlineData("AWS4-HMAC-SHA256 Credential=test", "ap-south-1")]
    [InlineData("AWS4-ECDSA-P256-SHA256 Credential=test/20260101/sqs/aws4_request, SignedHeaders=host", "ca-central-1")]
    [InlineData("Bearer x", "ap-south-1")]
    [InlineData(null, "ap-south-1")]
    public void The_region_is_that_of_the_scope_or_else_of_the_host(string? authorization, string region)
    {
        var route = Find(
            "POST", "/", host: "sqs.ap-south-1.amazonaws.com",
            headers: [("X-Amz-Target", "AmazonSQS.ListQueues"), ("Authorization", authorization ?? ""),
                ("X-Amz-Region-Set", "ca-central-1,us-east-1")]);
        Assert.Equal(region, route.Region);
    }

    [Theory]
    [InlineData("X{0}, {1}")]
    [InlineData("{0}, {1}")]
    [InlineData("{1},{0}")]
    [InlineData("\t{1}, {0}")]
    [InlineData("Signature=0,x={0} {1}")]
    [InlineData("Credential=,{1},{0}")]
    public void A_request_is_routed_to_the_region_whose_signature_is_proved(string credentials)
    {
        var header = "AWS4-HMAC-SHA256 " + string.Format(
            CultureInfo.InvariantCulture, credentials, "Credential=test/20260101/eu-west-2/sqs/aws4_request",
            "Credential=test/20260101/us-west-2/sqs/aws4_request");
        (string, string)[] headers = [("X-Amz-Target", "AmazonSQS.ListQueues"), ("Authorization", header)];
        var claim = Claim.Read(Tests.Signatures.Signer.Request("POST", "/", "", [], headers));
        Assert.Equal(claim.Region.ToString(), Find("POST", "/", headers: headers).Region);
    }

    [Fact]
    public void A_global_service_answers_from_its_home_region()
    {
        var route = Find("POST", "/", body: "Action=ListUsers&Version=2010-05-08", headers: Signed("iam", "eu-west-1"));
        Assert.Equal("us-east-1", route.Region);
    }

    [Theory]
    [InlineData("%2F")]
    [InlineData("%2f")]
    [InlineData("/")]
    public void A_presigned_request_is_routed_by_the_credential_in_its_url(string slash)
    {
        var credential = string.Join(slash, "test", "20260101", "eu-west-1", "s3", "aws4_request");
        var route = Find("GET", "/bucket/a/b.txt", query: $"X-Amz-Credential={credential}&X-Amz-Expires=60");
        Assert.Equal(("s3", "GetObject", "eu-west-1"), (route.Service.Id, route.OperationName, route.Region));
    }

    [Theory]
    [InlineData("GET", "/", "", "ListBuckets")]
    [InlineData("GET", "/b", "", "ListObjects")]
    [InlineData("GET", "/b/", "", "ListObjects")]
    [InlineData("GET", "/b", "list-type=2&prefix=a", "ListObjectsV2")]
    [InlineData("GET", "/b", "location", "GetBucketLocation")]
    [InlineData("GET", "/b", "location=", "GetBucketLocation")]
    [InlineData("GET", "/b", "analytics", "ListBucketAnalyticsConfigurations")]
    [InlineData("GET", "/b", "analytics&id=x", "GetBucketAnalyticsConfiguration")]
    [InlineData("GET", "/b", "lifecycle", "GetBucketLifecycleConfiguration")]
    [InlineData("GET", "/b/k/l/m", "x-id=GetObject", "GetObject")]
    [InlineData("GET", "/b/k", "tagging", "GetObjectTagging")]
    [InlineData("GET", "/b/k", "uploadId=7", "ListParts")]
    [InlineData("PUT", "/b/k", "", "PutObject")]
    [InlineData("PUT", "/b/k", "partNumber=1&uploadId=7", "UploadPart")]
    [InlineData("DELETE", "/b/k", "uploadId=7", "AbortMultipartUpload")]
    [InlineData("DELETE", "/b/k", "", "DeleteObject")]
    [InlineData("POST", "/b", "delete", "DeleteObjects")]
    [InlineData("POST", "/b/k", "select&select-type=2", "SelectObjectContent")]
    public void S3_is_told_by_method_place_and_parameters(string method, string path, string query, string operation) =>
        Assert.Equal(operation, Find(method, path, query: query, headers: Signed("s3")).OperationName);

    [Fact]
    public void A_copy_is_told_from_a_put_by_its_source()
    {
        var copy = ("x-amz-copy-source", "b/other");
        Assert.Equal("CopyObject", Find("PUT", "/b/k", headers: [Signed("s3"), copy]).OperationName);
        Assert.Equal("UploadPartCopy", Find(
            "PUT", "/b/k", query: "partNumber=1&uploadId=7", headers: [Signed("s3"), copy]).OperationName);
    }

    [Theory]
    [InlineData("lambda", "POST", "/2015-03-31/functions/f/invocations", "lambda", "Invoke")]
    [InlineData("lambda", "GET", "/2015-03-31/functions", "lambda", "ListFunctions")]
    [InlineData("route53", "GET", "/2013-04-01/hostedzone/Z1/rrset", "route53", "ListResourceRecordSets")]
    [InlineData("route53", "POST", "/2013-04-01/hostedzone/Z1/rrset/", "route53", "ChangeResourceRecordSets")]
    [InlineData("elasticfilesystem", "GET", "/2015-02-01/file-systems", "efs", "DescribeFileSystems")]
    [InlineData("rds-data", "POST", "/Execute", "rds-data", "ExecuteStatement")]
    public void REST_is_told_by_method_and_place(
        string scope, string method, string path, string service, string operation)
    {
        var route = Find(method, path, headers: Signed(scope));
        Assert.Equal((service, operation, RouteKind.NotBuilt), (route.Service.Id, route.OperationName, route.Kind));
    }

    [Fact]
    public void A_place_that_the_service_does_not_have_is_an_unknown_operation_named_by_method_and_path()
    {
        var route = Find("PATCH", "/2015-03-31/nothing", headers: Signed("lambda"));
        Assert.Equal(("PATCH /2015-03-31/nothing", 404), (route.OperationName, route.Refusal()!.Status));
    }

    [Fact]
    public void S3_control_is_told_from_S3_by_the_account_that_it_acts_for()
    {
        var account = ("x-amz-account-id", "000000000000");
        Assert.Equal("s3control", Find("GET", "/v20180820/jobs", headers: [Signed("s3"), account]).Service.Id);
        Assert.Equal("s3", Find("GET", "/v20180820/jobs", headers: Signed("s3")).Service.Id);
        Assert.Equal("s3control", Find(
            "GET", "/v20180820/jobs", host: "000000000000.s3-control.us-east-1.amazonaws.com").Service.Id);
    }

    [Theory]
    [InlineData("orders.s3.localhost.localstack.cloud:4566", "orders", "us-east-1")]
    [InlineData("orders.s3.eu-west-1.localhost.localstack.cloud:4566", "orders", "eu-west-1")]
    [InlineData("a.b.s3.eu-west-1.amazonaws.com", "a.b", "eu-west-1")]
    [InlineData("us-data-1.s3.amazonaws.com", "us-data-1", "us-east-1")]
    [InlineData("orders.s3.dualstack.eu-west-1.amazonaws.com", "orders", "eu-west-1")]
    public void A_bucket_may_stand_in_the_host(string host, string bucket, string region)
    {
        var route = Find("GET", "/key", host: host);
        Assert.Equal(("s3", "GetObject"), (route.Service.Id, route.OperationName));
        Assert.Equal((bucket, region), (route.HostLabel, route.Region));
    }

    [Theory]
    [InlineData("sqs.eu-west-1.amazonaws.com", "sqs", "eu-west-1")]
    [InlineData("sqs.us-east-1.localhost.localstack.cloud:4566", "sqs", "us-east-1")]
    [InlineData("us-west-2.queue.amazonaws.com", "sqs", "us-west-2")]
    [InlineData("queue.localhost.localstack.cloud:4566", "sqs", "us-east-1")]
    [InlineData("monitoring.eu-west-1.amazonaws.com", "cloudwatch", "eu-west-1")]
    [InlineData("ec2.eu-west-1.api.aws", "ec2", "eu-west-1")]
    [InlineData("sts-fips.us-gov-west-1.amazonaws.com", "sts", "us-gov-west-1")]
    public void A_host_names_service_and_region(string host, string service, string region)
    {
        var route = Find("POST", "/", body: "Action=NoSuchAction", host: host);
        Assert.Equal((service, region), (route.Service.Id, route.Region));
    }

    [Fact]
    public void What_is_signed_for_a_service_without_a_model_is_refused_by_its_name()
    {
        var route = Find("POST", "/v1/apis", headers: Signed("appsync"));
        Assert.Equal((RouteKind.UnknownService, "appsync"), (route.Kind, route.Service.Id));
    }

    [Fact]
    public void An_anonymous_path_is_found_and_a_path_that_says_nothing_is_nobodys()
    {
        Assert.Equal("sso-oidc", Find("POST", "/token").Service.Id);
        Assert.Null(Router.Default.Find(Request("GET", "/no/such/place", "", "", []), "localhost:4566"));
    }

    [Fact]
    public void A_body_is_needed_for_the_way_only_when_it_is_a_form_that_names_the_action()
    {
        const string form = "application/x-www-form-urlencoded; charset=utf-8";
        Assert.True(Router.ReadsBody(Request("POST", "/", "", "", [("Content-Type", form)])));
        Assert.False(Router.ReadsBody(Request("POST", "/", "Action=A", "", [("Content-Type", form)])));
        Assert.False(Router.ReadsBody(Request("POST", "/", "", "", [("Content-Type", "application/x-amz-json-1.0")])));
    }

    [Fact]
    public void No_request_is_too_odd_to_be_routed_or_refused()
    {
        // What requests are made of, cut and glued by chance.
        string[] words =
        [
            "/", "&", "=", ".", ":", "%2F", "%", "Action=SendMessage", "Version=", "2012-11-05",
            "AmazonSQS.SendMessage", "DynamoDB_20120810.PutItem", "AmazonSQS.", "sqs", "s3",
            "Credential=test/20260101/us-east-1/sqs/aws4_request",
            "X-Amz-Credential=test/20260101/us-east-1/s3/aws4_request", "queue", "000000000000", ".localhost", ".s3.",
            "us-east-1", "-fips", "service/", "/operation/", "é", "\n\t", "x-id", "uploads", "{", "+",
            new string('é', 90), new string('a', 200), "",
        ];
        var dice = new Random(1);
        string Text() => string.Concat(Enumerable.Range(0, dice.Next(4)).Select(_ => words[dice.Next(words.Length)]));
        var kinds = new HashSet<RouteKind?>();
        for (var i = 0; i < 20_000; i++)
        {
            List<(string, string)> headers = [("Authorization", Text())];
            if (dice.Next(3) == 0)
            {
                headers.Add(("X-Amz-Target", Text()));
            }

            if (dice.Next(3) == 0)
            {
                headers.Add(("Content-Type", "application/x-www-form-urlencoded"));
            }

            var route = Router.Default.Find(Request("POST", "/" + Text(), Text(), Text(), [.. headers]), Text());
            kinds.Add(route?.Kind);
            Assert.Equal(route?.Kind is RouteKind.Built or null, route?.Refusal() is null);
        }

        Assert.Equal(5, kinds.Count); // Every kind, and nothing at all.
    }

    private static (string, string) Signed(string service, string region = "us-east-1") =>
        ("Authorization", $"AWS4-HMAC-SHA256 Credential=test/20260101/{region}/{service}/aws4_request, Signature=0");

    private static Route Find(
        string method, string path, string query = "", string? body = null, string? host = null,
        params (string Name, string Value)[] headers)
    {
        if (body is not null)
        {
            headers = [.. headers, ("Content-Type", "application/x-www-form-urlencoded")];
        }

        return Router.Default.Find(Request(method, path, query, body ?? "", headers), host)
            ?? throw new InvalidOperationException("Nothing says which service the request is for.");
    }

    private static Incoming Request(
        string method, string path, string query, string body, (string Name, string Value)[] headers)
    {
        var all = new HeaderDictionary();
        foreach (var (name, value) in headers)
        {
            all.Append(name, value);
        }

        var bytes = Encoding.UTF8.GetBytes(body);
        return new() { Method = method, Path = path, Query = query, Headers = all, Body = bytes };
    }
}
