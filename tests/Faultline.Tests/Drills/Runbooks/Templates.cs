namespace Faultline.Tests.Drills.Runbooks;

/// <summary>Templates of architectures that are as they should be, and as they should not.</summary>
internal static class Templates
{
    public const string Network = """
        Parameters:
          Image: {Type: String, Default: ami-1}
        Resources:
          Vpc: {Type: AWS::EC2::VPC, Properties: {CidrBlock: 10.0.0.0/16}}
          A:
            Type: AWS::EC2::Subnet
            Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24, AvailabilityZone: !Select [0, !GetAZs '']}
          B:
            Type: AWS::EC2::Subnet
            Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.1.0/24, AvailabilityZone: !Select [1, !GetAZs '']}
          C:
            Type: AWS::EC2::Subnet
            Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.2.0/24, AvailabilityZone: !Select [2, !GetAZs '']}
          Launch:
            Type: AWS::EC2::LaunchTemplate
            Properties: {LaunchTemplateData: {ImageId: !Ref Image, InstanceType: t3.micro}}

        """;

    /// <summary>Three zones, a standby, backups, dead letters, an alarm that acts.</summary>
    public const string Sound = Network + """
          Balancer:
            Type: AWS::ElasticLoadBalancingV2::LoadBalancer
            Properties:
              Subnets: [!Ref A, !Ref B, !Ref C]
              LoadBalancerAttributes: [{Key: zonal_shift.config.enabled, Value: 'true'}]
          Targets:
            Type: AWS::ElasticLoadBalancingV2::TargetGroup
            Properties:
              {Protocol: HTTP, Port: 80, VpcId: !Ref Vpc, HealthCheckIntervalSeconds: 5, HealthCheckTimeoutSeconds: 2,
               UnhealthyThresholdCount: 2, HealthCheckPath: /health}
          Web:
            Type: AWS::AutoScaling::AutoScalingGroup
            Properties:
              MinSize: '6'
              MaxSize: '9'
              VPCZoneIdentifier: [!Ref A, !Ref B, !Ref C]
              HealthCheckType: ELB
              HealthCheckGracePeriod: 20
              TargetGroupARNs: [!Ref Targets]
              LaunchTemplate: {LaunchTemplateId: !Ref Launch, Version: !GetAtt Launch.LatestVersionNumber}
          Db:
            Type: AWS::RDS::DBInstance
            Properties:
              {Engine: postgres, DBInstanceClass: db.t3.micro, AllocatedStorage: '20', MultiAZ: true,
               BackupRetentionPeriod: 7, DeletionProtection: true, MasterUsername: app, MasterUserPassword: secret-1}
          Dead: {Type: AWS::SQS::Queue}
          Jobs:
            Type: AWS::SQS::Queue
            Properties: {RedrivePolicy: {deadLetterTargetArn: !GetAtt Dead.Arn, maxReceiveCount: 3}}
          NoHosts:
            Type: AWS::CloudWatch::Alarm
            Properties:
              {Namespace: AWS/ApplicationELB, MetricName: HealthyHostCount, Statistic: Minimum, Period: 60,
               EvaluationPeriods: 2, Threshold: 1, ComparisonOperator: LessThanThreshold,
               AlarmActions: ['arn:aws:sns:us-east-1:000000000000:page']}
        """;

    /// <summary>All of it in one zone, and nothing that would bring it back.</summary>
    public const string SingleZone = Network + """
          Balancer:
            Type: AWS::ElasticLoadBalancing::LoadBalancer
            Properties:
              Subnets: [!Ref A]
              Listeners: [{LoadBalancerPort: '80', InstancePort: '80', Protocol: HTTP}]
              HealthCheck: {Target: 'HTTP:80/', Interval: '10', Timeout: '3', UnhealthyThreshold: '4',
                  HealthyThreshold: '2'}
          Web:
            Type: AWS::AutoScaling::AutoScalingGroup
            Properties:
              MinSize: '2'
              MaxSize: '2'
              VPCZoneIdentifier: [!Ref A]
              LoadBalancerNames: [!Ref Balancer]
              LaunchTemplate: {LaunchTemplateId: !Ref Launch, Version: '1'}
          Alone:
            Type: AWS::EC2::Instance
            Properties: {ImageId: !Ref Image, InstanceType: t3.micro, SubnetId: !Ref A}
          Db:
            Type: AWS::RDS::DBInstance
            Properties:
              {Engine: postgres, DBInstanceClass: db.t3.micro, AllocatedStorage: '20', BackupRetentionPeriod: 0,
               AvailabilityZone: !Select [0, !GetAZs ''], MasterUsername: app, MasterUserPassword: secret-1}
          Jobs: {Type: AWS::SQS::Queue}
        """;
}
